package io.mqspring;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.NullMarked;

/** Seams, state and names: what a class may touch, hold and be called. Every rule takes a root package. */
final class ShapeRules {

    private static final List<String> FORBIDDEN_SUFFIXES =
            List.of("Manager", "Helper", "Util", "Utils", "Impl", "Processor", "Info", "Controller", "Data");
    private static final Set<String> FORBIDDEN_PACKAGES =
            Set.of("util", "utils", "common", "impl", "manager", "helper", "misc");
    private static final Set<String> FILE_TYPES = Set.of(
            "java.nio.file.Files",
            "java.nio.file.FileSystems",
            "java.nio.file.FileStore",
            "java.nio.file.DirectoryStream",
            "java.nio.channels.FileChannel",
            "java.nio.channels.AsynchronousFileChannel",
            "java.nio.channels.FileLock",
            "java.nio.MappedByteBuffer",
            "java.io.RandomAccessFile");

    private final String root;

    ShapeRules(String root) {
        this.root = root;
    }

    ArchRule onlyTheDiskSeamTouchesFiles() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(root + ".store.disk..")
                .should()
                .dependOnClassesThat(isAFileType())
                .allowEmptyShould(true)
                .because(
                        "a file that the simulated disk cannot see cannot be torn or forgotten in a test: take a Disk");
    }

    ArchRule nettyStaysInItsPackages() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(root + ".protocol.codec..", root + ".transport.netty..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "reactor..")
                .allowEmptyShould(true)
                .because(
                        "everything above the transport's contract runs in process and in simulation, without a socket");
    }

    ArchRule noSpring() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "io.micrometer..", "jakarta..")
                .allowEmptyShould(true)
                .because(
                        "the core is usable from a plain main; Spring and Micrometer live in the auto-configuration module");
    }

    ArchRule noStaticMutableState() {
        return fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .and()
                .areStatic()
                .should(beConstants())
                .allowEmptyShould(true)
                .because("two clients and two brokers live side by side in one JVM and do not know of each other");
    }

    ArchRule packagesAreNullMarked() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(resideInANullMarkedPackage())
                .allowEmptyShould(true)
                .because("null is checked by the compiler where a package-info says so, and a package that cannot say"
                        + " in two sentences what it is for is wrong");
    }

    ArchRule namesSayWhatAThingIs() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(haveAnHonestName())
                .allowEmptyShould(true)
                .because(
                        "a name that fits everything says nothing: name the role (handler, loop, table, store) or the feature");
    }

    ArchRule nothingPrints() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(TimeAndThreadRules.notUse(
                        "standard output or error",
                        target -> (target.getOwner().isEquivalentTo(System.class)
                                        && Set.of("out", "err").contains(target.getName()))
                                || target.getName().equals("printStackTrace")))
                .allowEmptyShould(true)
                .because("a library speaks through its logger and its observers");
    }

    private static DescribedPredicate<JavaClass> isAFileType() {
        return describe(
                "touch files",
                type -> FILE_TYPES.contains(type.getName()) || type.getName().startsWith("java.io.File"));
    }

    private static ArchCondition<JavaField> beConstants() {
        return new ArchCondition<>("be final and hold no changing state") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                if (!field.getModifiers().contains(JavaModifier.FINAL)) {
                    events.add(violated(field, field.getFullName() + " is static and not final"));
                } else if (changes(field.getRawType())) {
                    events.add(violated(field, field.getFullName() + " is static and holds changing state"));
                }
            }
        };
    }

    private static boolean changes(JavaClass type) {
        boolean atomic = type.getPackageName().equals("java.util.concurrent.atomic")
                && !type.getName().endsWith("FieldUpdater");
        return atomic
                || type.isAssignableTo(ThreadLocal.class)
                || type.isAssignableTo(ConcurrentMap.class)
                || type.isAssignableTo(BlockingQueue.class)
                || type.isAssignableTo(Lock.class)
                || type.isAssignableTo(Executor.class)
                || type.isAssignableTo(HashMap.class)
                || type.isAssignableTo(ArrayList.class);
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

    private ArchCondition<JavaClass> haveAnHonestName() {
        return new ArchCondition<>("have a name that says what they are") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (String suffix : FORBIDDEN_SUFFIXES) {
                    if (item.getSimpleName().endsWith(suffix)) {
                        events.add(violated(item, item.getName() + " ends with " + suffix));
                    }
                }
                for (String part : item.getPackageName().split("\\.")) {
                    if (FORBIDDEN_PACKAGES.contains(part)) {
                        events.add(violated(item, item.getName() + " is in a package called " + part));
                    }
                }
            }
        };
    }
}
