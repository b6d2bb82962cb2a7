// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

import java.util.Locale;

/**
 * A rule that can be used, but is probably not meant.
 *
 * @param code the kind of the finding
 * @param error whether the rule is a mistake; false for a warning
 * @param problem the place and the message
 */
public record PolicyFinding(Code code, boolean error, PolicyProblem problem) {

  /** The kinds of findings. */
  public enum Code {
    /** A condition or a redaction names an argument that the tool does not have. */
    UNKNOWN_ARGUMENT,
    /** A condition needs another type than the argument has. */
    ARGUMENT_TYPE,
    /** A rule names a tool that does not exist. */
    UNKNOWN_TOOL,
    /** A condition never holds. */
    NEVER_HOLDS,
    /** A rule has no effect, because another one denies all its calls. */
    SHADOWED_RULE,
    /** A rule allows a destructive tool without a condition. */
    DESTRUCTIVE_ALLOWED;

    /**
     * Returns the code for programs.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
