package io.mqspring;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may import whom. The table below is the design: a new package gets a row here, with its reason in the commit.
 * Rules are made for a root package, so that the fixtures of {@link ArchitectureRulesTests} can show each rule at work.
 */
final class LayerRules {

    /** The ground: everyone may import these. */
    private static final Set<String> GROUND = Set.of("message", "runtime", "observe");

    /** A row: the package, and what of ours it may import. For rows outside the ground and {@link #PURE}, the ground is added. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            entry("message", Set.of()),
            entry("runtime", Set.of()),
            entry("observe", Set.of("message")),
            entry("filter", Set.of("message")),
            entry("security", Set.of("message")),
            entry("protocol", Set.of()),
            entry("protocol.codec", Set.of("protocol", "security")),
            entry("transport", Set.of("protocol", "security")),
            entry("transport.netty", Set.of("transport", "protocol", "protocol.codec", "security")),
            entry("transport.local", Set.of("transport", "protocol", "security")),
            entry("route", Set.of("transport", "protocol")),
            entry("producer", Set.of("route", "transport", "protocol")),
            entry("consumer.allocation", Set.of()),
            entry("consumer", Set.of("filter", "consumer.allocation")),
            entry("consumer.offset", Set.of("consumer", "route", "transport", "protocol")),
            entry("consumer.process", Set.of("consumer", "consumer.offset", "route", "transport", "protocol")),
            entry("consumer.guard", Set.of("consumer", "consumer.offset", "route", "transport", "protocol")),
            entry("consumer.claim", Set.of("consumer", "consumer.offset", "route", "transport", "protocol")),
            entry(
                    "consumer.pull",
                    Set.of(
                            "consumer",
                            "consumer.claim",
                            "consumer.process",
                            "consumer.offset",
                            "route",
                            "transport",
                            "protocol",
                            "filter")),
            entry(
                    "consumer.fetch",
                    Set.of(
                            "consumer",
                            "consumer.offset",
                            // What is polled is kept in the window that listeners are called from, too.
                            "consumer.process",
                            "route",
                            "transport",
                            "protocol",
                            "filter")),
            entry(
                    "consumer.rebalance",
                    Set.of(
                            "consumer",
                            "consumer.allocation",
                            "consumer.process",
                            "consumer.offset",
                            "route",
                            "transport",
                            "protocol")),
            entry("admin", Set.of("route", "transport", "protocol")),
            entry(
                    "client",
                    Set.of(
                            "producer",
                            "consumer",
                            "consumer.allocation",
                            "consumer.claim",
                            "consumer.guard",
                            "consumer.offset",
                            "consumer.process",
                            "consumer.pull",
                            "consumer.fetch",
                            "consumer.rebalance",
                            "admin",
                            "route",
                            "transport",
                            "transport.netty",
                            "transport.local",
                            "protocol",
                            "filter",
                            "security",
                            // The offsets of broadcasting groups are files of the client's own.
                            "store.config",
                            "store.disk")),
            entry("store.disk", Set.of()),
            entry("store.config", Set.of("store.disk")),
            entry("store.log", Set.of("store.disk")),
            entry("store.index", Set.of("store.disk")),
            entry("store.queue", Set.of("store.disk", "store.log")),
            entry("store.timer", Set.of("store.disk")),
            entry("store", Set.of("store.disk", "store.config", "store.log", "store.index", "store.queue")),
            entry("broker.topic", Set.of("store", "store.config")),
            entry("broker.delay", Set.of("store", "store.queue", "store.timer")),
            entry("broker.handover", Set.of("store", "store.config", "store.disk")),
            entry("broker.group", Set.of("store", "store.config", "transport", "protocol", "filter")),
            entry("broker.lock", Set.of()),
            entry("broker.claim", Set.of("protocol")),
            entry("broker.stats", Set.of()),
            entry("broker.poll", Set.of("store", "protocol", "filter")),
            entry("broker.pop", Set.of("store", "broker.topic", "broker.delay", "broker.group", "protocol")),
            entry("broker.naming", Set.of("broker.topic", "protocol")),
            entry("broker.transaction", Set.of("store", "broker.group", "transport", "protocol")),
            entry(
                    "broker.handler",
                    Set.of(
                            "broker.topic",
                            "broker.pop",
                            "broker.delay",
                            "broker.group",
                            "broker.lock",
                            "broker.claim",
                            "broker.poll",
                            "broker.naming",
                            "broker.stats",
                            "broker.transaction",
                            "store",
                            "transport",
                            "protocol",
                            "security")),
            entry(
                    "broker.handler.admin",
                    Set.of(
                            "broker.handler",
                            "broker.topic",
                            "broker.group",
                            "broker.poll",
                            "broker.naming",
                            "broker.stats",
                            "store",
                            "transport",
                            "protocol",
                            "filter")),
            entry(
                    "broker.handler.send",
                    Set.of(
                            "broker.handler",
                            "broker.topic",
                            "broker.delay",
                            "broker.group",
                            "broker.lock",
                            "broker.naming",
                            "broker.transaction",
                            "store",
                            "transport",
                            "protocol",
                            "security")),
            entry(
                    "broker.handler.pull",
                    Set.of(
                            "broker.handler",
                            "broker.claim",
                            "broker.topic",
                            "broker.group",
                            "broker.poll",
                            "store",
                            "transport",
                            "protocol",
                            "filter")),
            entry(
                    "broker.handler.pop",
                    Set.of(
                            "broker.handler",
                            "broker.topic",
                            "broker.group",
                            "broker.naming",
                            "broker.poll",
                            "broker.pop",
                            "store",
                            "transport",
                            "protocol",
                            "filter")),
            entry(
                    "broker.handler.offset",
                    Set.of(
                            "broker.handler",
                            "broker.claim",
                            "broker.topic",
                            "broker.group",
                            "store",
                            "transport",
                            "protocol")),
            entry(
                    "broker.handler.group",
                    Set.of(
                            "broker.handler",
                            "broker.claim",
                            "broker.topic",
                            "broker.group",
                            "broker.lock",
                            "broker.naming",
                            "store",
                            "transport",
                            "protocol")),
            entry(
                    "broker.handler.topic",
                    Set.of(
                            "broker.handler",
                            "broker.topic",
                            "broker.naming",
                            "broker.stats",
                            "store",
                            "transport",
                            "protocol")),
            entry(
                    "broker",
                    Set.of(
                            "broker.topic",
                            "broker.delay",
                            "broker.handover",
                            "broker.group",
                            "broker.lock",
                            "broker.claim",
                            "broker.poll",
                            "broker.pop",
                            "broker.naming",
                            "broker.transaction",
                            "broker.stats",
                            "broker.handler",
                            "broker.handler.pop",
                            "broker.handler.admin",
                            "broker.handler.send",
                            "broker.handler.pull",
                            "broker.handler.offset",
                            "broker.handler.group",
                            "broker.handler.topic",
                            "store",
                            "store.disk",
                            "store.config",
                            "store.timer",
                            "transport",
                            "transport.netty",
                            "transport.local",
                            "protocol",
                            "filter",
                            "security")));

    /** Importing the ground is not free for these: they are as low as it is. */
    private static final Set<String> PURE = Set.of("message", "runtime", "observe", "filter", "security");

    /** Packages whose public types exist only for other packages of this module; users never name them. */
    private static final Set<String> INTERNAL = Set.of(
            "protocol.codec",
            "transport.local",
            "consumer.claim",
            "consumer.guard",
            "consumer.offset",
            "consumer.process",
            "consumer.pull",
            "consumer.rebalance",
            "store.config",
            "store.log",
            "store.index",
            "store.queue",
            "store.timer",
            "broker.topic",
            "broker.delay",
            "broker.handover",
            "broker.group",
            "broker.lock",
            "broker.claim",
            "broker.poll",
            "broker.pop",
            "broker.naming",
            "broker.transaction",
            "broker.stats",
            "broker.handler",
            "broker.handler.pop",
            "broker.handler.admin",
            "broker.handler.send",
            "broker.handler.pull",
            "broker.handler.offset",
            "broker.handler.group",
            "broker.handler.topic");

    private final String root;

    LayerRules(String root) {
        this.root = root;
    }

    ArchRule noPackageCycles() {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .because("a cycle means that two packages are one: neither can be read, tested or moved alone");
    }

    ArchRule importsFollowTheTable() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(importOnlyWhatTheTableAllows())
                .allowEmptyShould(true)
                .because(
                        "the arrows point down: client and broker never meet, nothing reaches up to a composition root,"
                                + " and a new arrow is a decision to be made in LayerRules with a reason");
    }

    ArchRule publicTypesAreNeededElsewhere() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .haveModifier(JavaModifier.PUBLIC)
                .and()
                .areTopLevelClasses()
                .should(beUsedByAnotherPackage())
                .allowEmptyShould(true)
                .because("a type is public when another package needs it, and package-private by default");
    }

    private ArchCondition<JavaClass> importOnlyWhatTheTableAllows() {
        return new ArchCondition<>("import only what the table of packages allows") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                String from = relative(item);
                Set<String> row = MAY_IMPORT.get(from);
                if (row == null) {
                    events.add(violated(
                            item,
                            item.getName() + " is in package '" + from
                                    + "', which has no row in LayerRules.MAY_IMPORT"));
                    return;
                }
                for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (isOurs(target) && !allows(from, row, relative(target))) {
                        events.add(violated(
                                item,
                                from + " may not import " + relative(target) + ": " + dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean allows(String from, Set<String> row, String to) {
        return from.equals(to) || row.contains(to) || (!PURE.contains(from) && GROUND.contains(to));
    }

    private ArchCondition<JavaClass> beUsedByAnotherPackage() {
        return new ArchCondition<>("be used by another package") {
            private final Set<String> wired = new HashSet<>();

            @Override
            public void init(Collection<JavaClass> all) {
                wired.clear();
                // A package that nobody uses at all is not finished rather than too open.
                all.stream()
                        .filter(LayerRules::usedByAnotherPackage)
                        .map(JavaClass::getPackageName)
                        .forEach(wired::add);
            }

            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean judged = INTERNAL.contains(relative(item)) && wired.contains(item.getPackageName());
                if (judged && !usedByAnotherPackage(item) && !inAPublicSignature(item)) {
                    events.add(violated(item, item.getName() + " is public, but no other package uses it"));
                }
            }
        };
    }

    private static boolean usedByAnotherPackage(JavaClass type) {
        return type.getDirectDependenciesToSelf().stream()
                .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
    }

    /** A public type does not show its callers a type that they may not name. */
    private static boolean inAPublicSignature(JavaClass type) {
        return type.getDirectDependenciesToSelf().stream()
                .map(Dependency::getOriginClass)
                .filter(origin -> !origin.equals(type) && origin.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(origin -> origin.getCodeUnits().stream())
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                .anyMatch(unit -> unit.getRawReturnType().equals(type)
                        || unit.getRawParameterTypes().contains(type));
    }

    private boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
    }

    private String relative(JavaClass type) {
        return type.getPackageName().equals(root) ? "" : type.getPackageName().substring(root.length() + 1);
    }
}
