// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.commandline;

import java.util.List;

/** The values of options that take one of a few words. The first one is the default. */
public final class Choices {
  /** The kinds of calls. */
  public static final List<String> ACTIONS =
      List.of(
          "tool_call", "tool_result", "llm_call", "file_operation", "network_call", "process_exec");

  /** The enforcement modes. */
  public static final List<String> MODES = List.of("enforce", "observe", "disabled");

  private Choices() {}

  /** Returns the end of a description that lists the values and the default. */
  public static String listed(List<String> values) {
    return String.join(", ", values) + ". Default: " + values.get(0);
  }
}
