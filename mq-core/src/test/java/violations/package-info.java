/**
 * Small classes that break the architecture rules on purpose, in packages named like the real ones, so that
 * {@code ArchitectureRulesTests} can show that every rule finds what it is for. Nothing else uses them.
 */
package violations;
