// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.assembly;

import io.portcullis.assembly.wire.ActionContext;
import io.portcullis.assembly.wire.Octets;
import io.portcullis.assembly.wire.PolicyQuery;
import io.portcullis.assembly.wire.WireException;
import java.util.Base64;

/** What tells the calls of a test apart. */
final class Tickets {
  private Tickets() {}

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

  private static String text(Octets octets) {
    try {
      return octets.text();
    } catch (WireException e) {
      return Base64.getEncoder().encodeToString(octets.toByteArray());
    }
  }
}
