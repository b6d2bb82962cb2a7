// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import io.portcullis.api.ActionType;
import io.portcullis.api.ToolCall;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.GovernedRequest.Unfit;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.util.List;
import java.util.Objects;

/** A result as the gate sees it, and as the client gets it after redaction. */
final class DecidedResult {
  private final Message.Response answer;
  private final MessageReader reader;
  private final String raw;

  DecidedResult(Message.Response answer, MessageReader reader) {
    this.answer = answer;
    this.reader = reader;
    raw = answer.text().substring(answer.result().start(), answer.result().end());
  }

  /** Returns the call that the gate decides: the same tool and server, and the unchanged result. */
  ToolCall call(ToolCall asked) {
    return ToolCall.builder(asked.tool())
        .agent(asked.agent())
        .action(ActionType.TOOL_RESULT)
        .source(asked.source())
        .arguments(raw)
        .build();
  }

  /**
   * Returns the response with the decided result, and every other character unchanged.
   *
   * @throws Unfit if the decided result does not fit the response
   */
  String passed(String decided) throws Unfit {
    if (decided.equals(raw)) {
      return answer.text();
    }
    String text = answer.text();
    String changed =
        text.substring(0, answer.result().start())
            + decided
            + text.substring(answer.result().end());
    if (decided.chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0) && isSameBut(changed)) {
      return changed;
    }
    throw new Unfit(DenialCode.NOT_REDACTABLE);
  }

  /** Checks for the same response, with no change but in values of its result. */
  private boolean isSameBut(String changed) {
    try {
      return reader.message(changed) instanceof Message.Response other
          && Objects.equals(other.id(), answer.id())
          && other.failed() == answer.failed()
          && other.result().present()
          && names(other).equals(names(answer));
    } catch (MalformedException e) {
      return false;
    }
  }

  private static List<String> names(Message.Response response) {
    return response.result().list().stream().map(Member::name).toList();
  }
}
