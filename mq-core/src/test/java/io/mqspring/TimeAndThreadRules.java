package io.mqspring;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.Calendar;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Time, chance and threads come from {@code runtime} alone. Calls, constructor calls and method references all count.
 * Every rule takes a root package, so that fixtures can show it at work.
 */
final class TimeAndThreadRules {

    private static final Set<String> CLOCKS = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalTime",
            "java.time.LocalDateTime",
            "java.time.OffsetDateTime",
            "java.time.ZonedDateTime");
    private static final Set<String> CHANCE = Set.of("java.util.Random", "java.util.SplittableRandom");
    private static final Set<String> TIMED_FUTURES = Set.of("orTimeout", "completeOnTimeout", "delayedExecutor");
    private static final Set<String> REACTOR_FLOWS =
            Set.of("reactor.core.publisher.Mono", "reactor.core.publisher.Flux");
    private static final Set<String> REACTOR_TIME = Set.of(
            "delay",
            "delayElement",
            "delayElements",
            "delaySequence",
            "delaySubscription",
            "timeout",
            "interval",
            "take",
            "buffer",
            "sample",
            "cache");

    private final String root;

    TimeAndThreadRules(String root) {
        this.root = root;
    }

    ArchRule onlyRuntimeReadsTheClock() {
        return outside("runtime")
                .should(notUse("the clock", TimeAndThreadRules::readsTheClock))
                .allowEmptyShould(true)
                .because("tests run hours in milliseconds on virtual time: take a TimeSource");
    }

    ArchRule onlyRuntimeWaits() {
        return outside("runtime")
                .should(notUse("a timed wait of the JDK's or Reactor's own", TimeAndThreadRules::waits))
                .allowEmptyShould(true)
                .because(
                        "a wait that the simulated backend cannot see is a wait in every test: schedule on a SerialExecutor");
    }

    /** The real backend, which supplies chance, is made of event loops and lives with them. */
    ArchRule onlyRuntimeAndEventLoopsTakeChances() {
        return outside("runtime", "transport.netty")
                .should(notUse("a source of chance", TimeAndThreadRules::takesAChance))
                .allowEmptyShould(true)
                .because("a failing simulation must repeat from its seed: take a RandomGenerator");
    }

    ArchRule onlyRuntimeAndEventLoopsMakeThreads() {
        return outside("runtime", "transport.netty")
                .should(notUse("a thread or pool of its own", TimeAndThreadRules::makesThreads))
                .allowEmptyShould(true)
                .because(
                        "logic does not own a thread: a serial executor or the worker pool of the ExecutionBackend runs it");
    }

    ArchRule onlyRuntimeAndEventLoopsExtendThreads() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(root + ".runtime..", root + ".transport.netty..")
                .should()
                .beAssignableTo(Thread.class)
                .orShould()
                .beAssignableTo(ThreadPoolExecutor.class)
                .orShould()
                .beAssignableTo(ForkJoinPool.class)
                .allowEmptyShould(true)
                .because(
                        "logic does not own a thread: a serial executor or the worker pool of the ExecutionBackend runs it");
    }

    private GivenClassesConjunction outside(String... allowed) {
        String[] packages = new String[allowed.length];
        for (int i = 0; i < allowed.length; i++) {
            packages[i] = root + "." + allowed[i] + "..";
        }
        return classes().that().resideInAPackage(root + "..").and().resideOutsideOfPackages(packages);
    }

    private static boolean readsTheClock(AccessTarget target) {
        return is(target, System.class, "currentTimeMillis")
                || is(target, System.class, "nanoTime")
                || (CLOCKS.contains(owner(target)) && target.getName().equals("now"))
                || (owner(target).equals("java.time.Clock") && target.getName().startsWith("system"))
                || (constructs(target, "java.util.Date") && parametersOf(target) == 0)
                || is(target, Calendar.class, "getInstance");
    }

    private static boolean waits(AccessTarget target) {
        return is(target, Thread.class, "sleep")
                || is(target, TimeUnit.class, "sleep")
                || is(target, LockSupport.class, "parkNanos")
                || is(target, LockSupport.class, "parkUntil")
                || (target.getOwner().isAssignableTo(CompletableFuture.class)
                        && TIMED_FUTURES.contains(target.getName()))
                || (REACTOR_FLOWS.contains(owner(target))
                        && REACTOR_TIME.contains(target.getName())
                        && takes(target, "java.time.Duration")
                        && !takes(target, "reactor.core.scheduler.Scheduler"));
    }

    private static boolean takesAChance(AccessTarget target) {
        return is(target, Math.class, "random")
                || owner(target).equals("java.util.concurrent.ThreadLocalRandom")
                || CHANCE.stream().anyMatch(type -> constructs(target, type))
                || (owner(target).startsWith("java.util.random.RandomGenerator")
                        && Set.of("of", "getDefault").contains(target.getName()))
                || is(target, Collections.class, "shuffle") && parametersOf(target) == 1;
    }

    private static boolean makesThreads(AccessTarget target) {
        return constructs(target, "java.lang.Thread")
                || is(target, Thread.class, "startVirtualThread")
                || is(target, Thread.class, "ofVirtual")
                || is(target, Thread.class, "ofPlatform")
                || owner(target).equals(Executors.class.getName())
                || (isConstructor(target) && target.getOwner().isAssignableTo(ThreadPoolExecutor.class))
                || constructs(target, "java.util.concurrent.ForkJoinPool")
                || constructs(target, "java.util.Timer")
                || is(target, ForkJoinPool.class, "commonPool")
                || Set.of("parallelStream", "parallel").contains(target.getName())
                        && owner(target).startsWith("java.util")
                || owner(target).equals("reactor.core.scheduler.Schedulers")
                || usesTheCommonPool(target);
    }

    /** The asynchronous steps of a future run on the JDK's common pool unless an executor is given. */
    private static boolean usesTheCommonPool(AccessTarget target) {
        return target.getOwner().isAssignableTo(CompletionStage.class)
                && target.getName().endsWith("Async")
                && target instanceof CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Executor.class));
    }

    private static boolean is(AccessTarget target, Class<?> owner, String name) {
        return owner(target).equals(owner.getName()) && target.getName().equals(name);
    }

    private static boolean constructs(AccessTarget target, String type) {
        return isConstructor(target) && owner(target).equals(type);
    }

    private static boolean isConstructor(AccessTarget target) {
        return target.getName().equals("<init>");
    }

    private static String owner(AccessTarget target) {
        return target.getOwner().getName();
    }

    private static boolean takes(AccessTarget target, String type) {
        return target instanceof CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().stream()
                        .anyMatch(parameter -> parameter.getName().equals(type));
    }

    private static int parametersOf(AccessTarget target) {
        return target instanceof CodeUnitAccessTarget unit
                ? unit.getRawParameterTypes().size()
                : 0;
    }

    /** Any access counts: call, constructor call, method reference, field. */
    static ArchCondition<JavaClass> notUse(String what, Predicate<AccessTarget> banned) {
        DescribedPredicate<AccessTarget> isBanned = describe(what, banned);
        return new ArchCondition<>("not use " + what) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (JavaAccess<?> access : item.getAccessesFromSelf()) {
                    if (isBanned.test(access.getTarget())) {
                        events.add(SimpleConditionEvent.violated(item, access.getDescription()));
                    }
                }
            }
        };
    }
}
