// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.commandline;

/** A colour that tells a person at a terminal what to look at. */
public enum TextStyle {
  /** What is as it should be. */
  GOOD("\u001b[32m"),
  /** What needs a look. */
  WARNING("\u001b[33m"),
  /** What is denied or broken. */
  BAD("\u001b[31m"),
  /** Text as it is. */
  PLAIN("");

  private static final String RESET = "\u001b[0m";

  private final String start;

  TextStyle(String start) {
    this.start = start;
  }

  String apply(String text) {
    return start.isEmpty() || text.isEmpty() ? text : start + text + RESET;
  }

  /** Returns the style of a verdict, a level of health or a state, by its word. */
  public static TextStyle of(String word) {
    return switch (word) {
      case "allow", "ok", "open", "completed" -> GOOD;
      case "pending", "warn", "paused", "observe", "disabled", "gap" -> WARNING;
      case "deny", "denied", "critical", "shut", "terminated", "failed" -> BAD;
      default -> PLAIN;
    };
  }
}
