package io.mqspring;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;

/** Shows that the rules of {@link ArchitectureTests} are alive: each finds its fixture below {@code violations}. */
class ArchitectureRulesTests {

    private static final String ROOT = "violations";
    private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(ROOT);

    private final LayerRules layers = new LayerRules(ROOT);
    private final TimeAndThreadRules timeAndThreads = new TimeAndThreadRules(ROOT);
    private final ShapeRules shapes = new ShapeRules(ROOT);

    @Test
    void findsAPackageCycle() {
        assertThatViolationsOf(layers.noPackageCycles())
                .anySatisfy(found -> assertThat(found).contains("route", "transport", "HalfOfACycle"));
    }

    @Test
    void findsAnImportThatTheTableDoesNotAllow() {
        assertThatViolationsOf(layers.importsFollowTheTable())
                .anyMatch(found -> found.startsWith("route may not import client"))
                .anyMatch(found -> found.startsWith("producer may not import broker.group"))
                .anyMatch(found -> found.startsWith("message may not import runtime"))
                .noneMatch(found -> found.startsWith("store may not import store.queue"))
                .noneMatch(found -> found.startsWith("route may not import transport"));
    }

    @Test
    void findsAPackageThatTheTableDoesNotKnow() {
        assertThatViolationsOf(layers.importsFollowTheTable())
                .anyMatch(found -> found.contains("'elsewhere', which has no row"));
    }

    @Test
    void findsAPublicTypeThatNobodyNeeds() {
        assertThatViolationsOf(layers.publicTypesAreNeededElsewhere())
                .anyMatch(found -> found.contains("NeededByNobody"))
                .noneMatch(found -> found.contains("NeededAbove"))
                .noneMatch(found -> found.contains("NeededWithIt"));
    }

    @Test
    void findsEveryWayToAClock() {
        assertThatViolationsOf(timeAndThreads.onlyRuntimeReadsTheClock())
                .anyMatch(found -> found.contains("ReadsTheClock.wallMillis"))
                .anyMatch(found -> found.contains("ReadsTheClock.nanosByReference"))
                .anyMatch(found -> found.contains("ReadsTheClock.instant"))
                .anyMatch(found -> found.contains("ReadsTheClock.clock"))
                .anyMatch(found -> found.contains("ReadsTheClock.date()"))
                .noneMatch(found -> found.contains("dateOfANumber"))
                .noneMatch(found -> found.contains("AllowedClockAndThreads"));
    }

    @Test
    void findsEveryTimedWait() {
        assertThatViolationsOf(timeAndThreads.onlyRuntimeWaits())
                .anyMatch(found -> found.contains("Waits.sleeps"))
                .anyMatch(found -> found.contains("Waits.timesOut"))
                .anyMatch(found -> found.contains("Waits.completesLater"))
                .anyMatch(found -> found.contains("Waits.runsLater"))
                .anyMatch(found -> found.contains("Waits.delays()"))
                .noneMatch(found -> found.contains("delaysOnAGivenScheduler"))
                .noneMatch(found -> found.contains("AllowedClockAndThreads"));
    }

    @Test
    void findsEverySourceOfChance() {
        assertThatViolationsOf(timeAndThreads.onlyRuntimeAndEventLoopsTakeChances())
                .anyMatch(found -> found.contains("TakesChances.random"))
                .anyMatch(found -> found.contains("TakesChances.threadLocal"))
                .anyMatch(found -> found.contains("TakesChances.math"))
                .anyMatch(found -> found.contains("TakesChances.shuffles"))
                .noneMatch(found -> found.contains("givenGenerator"))
                .noneMatch(found -> found.contains("AllowedClockAndThreads"));
    }

    @Test
    void findsEveryWayToAThread() {
        assertThatViolationsOf(timeAndThreads.onlyRuntimeAndEventLoopsMakeThreads())
                .anyMatch(found -> found.contains("MakesThreads.thread"))
                .anyMatch(found -> found.contains("MakesThreads.pool"))
                .anyMatch(found -> found.contains("MakesThreads.commonPool"))
                .anyMatch(found -> found.contains("MakesThreads.parallel"))
                .noneMatch(found -> found.contains("givenExecutor"))
                .noneMatch(found -> found.contains("AllowedClockAndThreads"));
        assertThatViolationsOf(timeAndThreads.onlyRuntimeAndEventLoopsExtendThreads())
                .anyMatch(found -> found.contains("IsAThread"));
    }

    @Test
    void findsFilesTouchedBesideTheDiskSeam() {
        assertThatViolationsOf(shapes.onlyTheDiskSeamTouchesFiles())
                .anyMatch(found -> found.contains("TouchesFiles.exists"))
                .anyMatch(found -> found.contains("TouchesFiles.force"))
                .anyMatch(found -> found.contains("TouchesFiles.old"))
                .noneMatch(found -> found.contains("pathsAreNames"))
                .noneMatch(found -> found.contains("AllowedFiles"));
    }

    @Test
    void findsNettyOutsideItsPackages() {
        assertThatViolationsOf(shapes.nettyStaysInItsPackages()).anyMatch(found -> found.contains("UsesNetty"));
    }

    @Test
    void findsSpring() {
        assertThatViolationsOf(shapes.noSpring()).anyMatch(found -> found.contains("UsesSpring"));
    }

    @Test
    void findsStaticState() {
        assertThatViolationsOf(shapes.noStaticMutableState())
                .anyMatch(found -> found.contains("KeepsState.last is static and not final"))
                .anyMatch(found -> found.contains("KeepsState.COUNT is static and holds changing state"))
                .noneMatch(found -> found.contains("CONSTANT"));
    }

    @Test
    void findsAPackageThatIsNotNullMarked() {
        assertThatViolationsOf(shapes.packagesAreNullMarked())
                .anyMatch(found -> found.contains("Homeless"))
                .noneMatch(found -> found.contains("NeededAbove"));
    }

    @Test
    void findsAnEmptyName() {
        assertThatViolationsOf(shapes.namesSayWhatAThingIs())
                .anyMatch(found -> found.contains("ThingManager ends with Manager"))
                .anyMatch(found -> found.contains("Odds is in a package called util"));
    }

    @Test
    void findsWhatPrints() {
        assertThatViolationsOf(shapes.nothingPrints())
                .anyMatch(found -> found.contains("Prints.out"))
                .anyMatch(found -> found.contains("Prints.stack"));
    }

    @Test
    void saysWhyARuleExistsWhenItFails() {
        assertThat(timeAndThreads
                        .onlyRuntimeReadsTheClock()
                        .evaluate(FIXTURES)
                        .getFailureReport()
                        .toString())
                .contains("because tests run hours in milliseconds");
    }

    private static ListAssert<String> assertThatViolationsOf(ArchRule rule) {
        List<String> details = rule.evaluate(FIXTURES).getFailureReport().getDetails();
        return assertThat(details);
    }
}
