// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.values.ActionContext;
import java.util.Base64;

/** The tickets that distinguish the calls of a test. */
final class CallTickets {
  private CallTickets() {}

  static String of(PolicyQuery query) {
    ActionContext context = query.context();
    return switch (context.kind()) {
      case TOOL_CALL -> text(((ActionContext.ToolCall) context).arguments());
      case TOOL_RESULT -> text(((ActionContext.ToolResult) context).result());
      case PROCESS_EXEC -> {
        ActionContext.ProcessExec exec = (ActionContext.ProcessExec) context;
        yield exec.command() + " " + String.join(" ", exec.args());
      }
      case LLM_CALL, FILE_OPERATION, NETWORK_CALL, MISSING -> context.toString();
    };
  }

  private static String text(ImmutableBytes octets) {
    try {
      return octets.text();
    } catch (WireException e) {
      return Base64.getEncoder().encodeToString(octets.toByteArray());
    }
  }
}
