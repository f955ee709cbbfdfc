package io.mqspring.protocol;

/**
 * Settings as the text of a properties file.
 *
 * @param version the data version as JSON; empty where there is none
 */
public record SettingsResponse(String version, String text) implements Response {}
