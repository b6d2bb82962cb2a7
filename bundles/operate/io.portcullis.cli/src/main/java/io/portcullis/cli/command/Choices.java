// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.command;

import java.util.List;

/** The values of options that take one of a few words. The first one is the default. */
final class Choices {
  static final List<String> ACTIONS =
      List.of(
          "tool_call", "tool_result", "llm_call", "file_operation", "network_call", "process_exec");
  static final List<String> MODES = List.of("enforce", "observe", "disabled");

  private Choices() {}
}
