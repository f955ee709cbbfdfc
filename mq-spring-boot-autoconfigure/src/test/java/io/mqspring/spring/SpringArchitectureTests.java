package io.mqspring.spring;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The architecture rules of the Spring layer, held against the main classes of this module. */
class SpringArchitectureTests {

    private static final String SPRING = "io.mqspring.spring";
    private static final String AUTO_CONFIGURATION = "org.springframework.boot.autoconfigure.AutoConfiguration";

    /** Only this module's own classes; the core has its own rules. */
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .withImportOption(location -> !location.contains("/mq-core/"))
            .importPackages("io.mqspring");

    @Test
    void theMainClassesWereFoundAndTheCoreWasNot() {
        assertThat(MODULE.contain("io.mqspring.spring.annotation.MqListener")).isTrue();
        assertThat(MODULE.contain("io.mqspring.runtime.TimeSource")).isFalse();
        assertThat(MODULE.contain(SpringArchitectureTests.class)).isFalse();
    }

    @Test
    void theSpringLayerKnowsNoSpringBoot() {
        noClasses()
                .that()
                .resideInAPackage(SPRING + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot..")
                .allowEmptyShould(true)
                .because("the integration is usable, and can become a module of its own, without Boot")
                .check(MODULE);
    }

    @Test
    void theSpringLayerKnowsNoAutoConfiguration() {
        noClasses()
                .that()
                .resideInAPackage(SPRING + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.mqspring.autoconfigure..")
                .allowEmptyShould(true)
                .because("the arrow points from the auto-configuration to what it assembles")
                .check(MODULE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.mqspring.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .because("a cycle means that two packages are one")
                .check(MODULE);
    }

    @Test
    void autoConfigurationsAreFinal() {
        classes()
                .that()
                .areAnnotatedWith(AUTO_CONFIGURATION)
                .should()
                .haveModifier(FINAL)
                .allowEmptyShould(true)
                .because("users replace beans, they do not extend our configuration")
                .check(MODULE);
    }

    @Test
    void autoConfigurationsHaveNoPublicMembers() {
        classes()
                .that()
                .areAnnotatedWith(AUTO_CONFIGURATION)
                .should(haveNoPublicMembers())
                .allowEmptyShould(true)
                .because("what nobody can call, nobody depends on: bean methods are package-private")
                .check(MODULE);
    }

    @Test
    void nothingIsStaticAndMutable() {
        fields().that()
                .areStatic()
                .should()
                .beFinal()
                .allowEmptyShould(true)
                .because("two application contexts live side by side in one JVM")
                .check(MODULE);
    }

    @Test
    void packagesAreNullMarked() {
        classes()
                .should(resideInANullMarkedPackage())
                .allowEmptyShould(true)
                .because("null is checked by the compiler where a package-info says so")
                .check(MODULE);
    }

    @Test
    void theClockAndThreadsComeFromTheRuntime() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class, String.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.util.concurrent.Executors.class, java.util.concurrent.ThreadLocalRandom.class)
                .allowEmptyShould(true)
                .because("an application's tests move our time by hand: take a TimeSource and the ExecutionBackend")
                .check(MODULE);
    }

    @Test
    void namesSayWhatAThingIs() {
        classes()
                .should(haveAnHonestName())
                .allowEmptyShould(true)
                .because("a name that fits everything says nothing")
                .check(MODULE);
    }

    private static ArchCondition<JavaClass> haveNoPublicMembers() {
        return new ArchCondition<>("have no public members") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                Stream.<JavaMember>concat(item.getCodeUnits().stream(), item.getFields().stream())
                        .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(member -> !isDefaultConstructor(member) && !overrides(member))
                        .forEach(member -> events.add(violated(item, member.getFullName() + " is public")));
            }
        };
    }

    /** The compiler makes the default constructor of a public class public. */
    private static boolean isDefaultConstructor(JavaMember member) {
        return member instanceof JavaCodeUnit unit
                && unit.isConstructor()
                && unit.getRawParameterTypes().isEmpty();
    }

    private static boolean overrides(JavaMember member) {
        return member instanceof JavaMethod method
                && Stream.concat(
                                method.getOwner().getAllRawInterfaces().stream(),
                                method.getOwner().getAllRawSuperclasses().stream())
                        .anyMatch(type -> type.getMethods().stream()
                                .anyMatch(inherited -> inherited.getName().equals(method.getName())
                                        && inherited.getRawParameterTypes().equals(method.getRawParameterTypes())));
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package whose package-info is @NullMarked") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage()
                        .tryGetPackageInfo()
                        .map(info -> info.isAnnotatedWith(NullMarked.class))
                        .orElse(false);
                if (!marked) {
                    events.add(violated(
                            item, item.getName() + " is in a package without a @NullMarked package-info.java"));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> haveAnHonestName() {
        List<String> forbidden =
                List.of("Manager", "Helper", "Util", "Utils", "Impl", "Processor", "Info", "Controller", "Data");
        return new ArchCondition<>("have a name that says what they are") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                // Spring's own word for a bean that looks at all others is expected by everyone who knows Spring.
                boolean springsWord = item.getSimpleName().endsWith("BeanPostProcessor");
                forbidden.stream()
                        .filter(suffix -> item.getSimpleName().endsWith(suffix) && !springsWord)
                        .forEach(suffix -> events.add(violated(item, item.getName() + " ends with " + suffix)));
            }
        };
    }
}
