// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import java.util.List;
import java.util.Map;

/**
 * The texts, pictures and schemas that the conformance suite expects, for the fixtures of both
 * eras.
 */
final class SampleContent {
  /** A picture of one red pixel. */
  static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

  /** A sound without a sample: the header alone. */
  static final String WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQAAAAA=";

  /** Uses the keywords of JSON Schema 2020-12 that a server must not lose. */
  static final Map<String, Object> SCHEMA_2020_12 =
      Map.of(
          "$schema",
          "https://json-schema.org/draft/2020-12/schema",
          "type",
          "object",
          "$defs",
          Map.of(
              "address",
              Map.of(
                  "$anchor",
                  "addressDef",
                  "type",
                  "object",
                  "properties",
                  Map.of("street", string(), "city", string()))),
          "properties",
          Map.of(
              "name",
              string(),
              "address",
              Map.of("$ref", "#/$defs/address"),
              "contactMethod",
              Map.of("type", "string", "enum", List.of("phone", "email")),
              "phone",
              string(),
              "email",
              string()),
          "allOf",
          List.of(
              Map.of(
                  "anyOf",
                  List.of(
                      Map.of("required", List.of("phone")), Map.of("required", List.of("email"))))),
          "if",
          Map.of(
              "properties",
              Map.of("contactMethod", Map.of("const", "phone")),
              "required",
              List.of("contactMethod")),
          "then",
          Map.of("required", List.of("phone")),
          "else",
          Map.of("required", List.of("email")),
          "additionalProperties",
          false);

  private SampleContent() {}

  static Map<String, Object> string() {
    return Map.of("type", "string");
  }

  /** An object schema whose named properties are all required. */
  static Map<String, Object> object(Map<String, ?> properties) {
    return Map.of(
        "type",
        "object",
        "properties",
        properties,
        "required",
        properties.keySet().stream().sorted().toList());
  }

  /** An object schema of anything. */
  static Map<String, Object> anything() {
    return Map.of("type", "object", "properties", Map.of());
  }

  /** A form with a default for each primitive type (SEP-1034). */
  static Map<String, Object> defaultsForm() {
    return object(
        Map.of(
            "name", Map.of("type", "string", "default", "John Doe"),
            "age", Map.of("type", "integer", "default", 30),
            "score", Map.of("type", "number", "default", 95.5),
            "status",
                Map.of(
                    "type",
                    "string",
                    "enum",
                    List.of("active", "inactive", "pending"),
                    "default",
                    "active"),
            "verified", Map.of("type", "boolean", "default", true)));
  }

  /** A form with each of the five ways to write a choice (SEP-1330). */
  static Map<String, Object> choicesForm() {
    return object(
        Map.of(
            "untitledSingle", Map.of("type", "string", "enum", plain()),
            "titledSingle", Map.of("type", "string", "oneOf", titled()),
            "legacyEnum",
                Map.of(
                    "type",
                    "string",
                    "enum",
                    List.of("opt1", "opt2", "opt3"),
                    "enumNames",
                    List.of("One", "Two", "Three")),
            "untitledMulti",
                Map.of("type", "array", "items", Map.of("type", "string", "enum", plain())),
            "titledMulti", Map.of("type", "array", "items", Map.of("anyOf", titled()))));
  }

  private static List<String> plain() {
    return List.of("option1", "option2", "option3");
  }

  private static List<Map<String, Object>> titled() {
    return List.of(
        Map.of("const", "value1", "title", "First"),
        Map.of("const", "value2", "title", "Second"),
        Map.of("const", "value3", "title", "Third"));
  }
}
