package io.mqspring;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The architecture rules, held against the main classes of this module. No exceptions: a rule is changed or kept. */
class ArchitectureTests {

    private static final String ROOT = "io.mqspring";

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private final LayerRules layers = new LayerRules(ROOT);
    private final TimeAndThreadRules timeAndThreads = new TimeAndThreadRules(ROOT);
    private final ShapeRules shapes = new ShapeRules(ROOT);

    @Test
    void theMainClassesWereFound() {
        assertThat(CORE.contain("io.mqspring.runtime.TimeSource")).isTrue();
        assertThat(CORE.contain(ArchitectureTests.class)).isFalse();
    }

    @Test
    void packagesHaveNoCycles() {
        layers.noPackageCycles().check(CORE);
    }

    @Test
    void packagesImportOnlyWhatTheTableAllows() {
        layers.importsFollowTheTable().check(CORE);
    }

    @Test
    void publicTypesOfInternalPackagesAreNeededElsewhere() {
        layers.publicTypesAreNeededElsewhere().check(CORE);
    }

    @Test
    void onlyRuntimeReadsTheClock() {
        timeAndThreads.onlyRuntimeReadsTheClock().check(CORE);
    }

    @Test
    void onlyRuntimeWaits() {
        timeAndThreads.onlyRuntimeWaits().check(CORE);
    }

    @Test
    void onlyRuntimeAndEventLoopsTakeChances() {
        timeAndThreads.onlyRuntimeAndEventLoopsTakeChances().check(CORE);
    }

    @Test
    void onlyRuntimeAndEventLoopsMakeThreads() {
        timeAndThreads.onlyRuntimeAndEventLoopsMakeThreads().check(CORE);
        timeAndThreads.onlyRuntimeAndEventLoopsExtendThreads().check(CORE);
    }

    @Test
    void onlyTheDiskSeamTouchesFiles() {
        shapes.onlyTheDiskSeamTouchesFiles().check(CORE);
    }

    @Test
    void nettyStaysInItsPackages() {
        shapes.nettyStaysInItsPackages().check(CORE);
    }

    @Test
    void theCoreKnowsNoSpring() {
        shapes.noSpring().check(CORE);
    }

    @Test
    void nothingIsStaticAndMutable() {
        shapes.noStaticMutableState().check(CORE);
    }

    @Test
    void packagesAreNullMarked() {
        shapes.packagesAreNullMarked().check(CORE);
    }

    @Test
    void namesSayWhatAThingIs() {
        shapes.namesSayWhatAThingIs().check(CORE);
    }

    @Test
    void nothingPrints() {
        shapes.nothingPrints().check(CORE);
    }
}
