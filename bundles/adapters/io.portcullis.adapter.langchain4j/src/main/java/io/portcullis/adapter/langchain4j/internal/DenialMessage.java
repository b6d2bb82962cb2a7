// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j.internal;

import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.service.tool.ToolExecutionResult;
import io.portcullis.api.DenialCause;
import io.portcullis.api.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates the model's answer when a tool did not run: always an error, never an exception. */
public final class DenialMessage {
  private DenialMessage() {}

  /**
   * Returns the text of a denial.
   *
   * @param tool the tool that did not run
   * @param deny the denial
   * @return text with the authority's own reason, or with advice about a fault, and the policy's
   *     text for the agent; never with the cause of a fault
   */
  public static String text(String tool, Verdict.Deny deny) {
    String message = deny.message().strip();
    return "The tool '%s' was not run: %s. %s%s"
        .formatted(
            tool, reason(deny), message.isEmpty() ? "" : message + ' ', advice(deny.cause()));
  }

  /**
   * Returns an error result with a text.
   *
   * @param text the text for the model
   * @return the result
   */
  public static ToolExecutionResult result(String text) {
    return ToolExecutionResult.builder().isError(true).resultText(text).build();
  }

  /** Returns an error result that also shows the result of an equal earlier call. */
  public static ToolExecutionResult result(String text, @Nullable ToolExecutionResult earlier) {
    if (earlier == null) {
      return result(text);
    }
    List<Content> contents = new ArrayList<>(List.of(TextContent.from(text)));
    contents.addAll(earlier.resultContents());
    return ToolExecutionResult.builder()
        .isError(true)
        .result(earlier.result())
        .attributes(earlier.attributes())
        .resultContents(contents)
        .build();
  }

  private static String reason(Verdict.Deny deny) {
    return switch (deny.basis()) {
      case AUTHORITY, APPROVAL -> said(deny);
      case LENIENT_MODE, FAULT -> fault(deny.cause());
    };
  }

  private static String said(Verdict.Deny deny) {
    String reason = deny.reason().strip();
    return reason.isEmpty() ? "it is denied by policy" : reason;
  }

  /** Returns advice about a fault, without its cause. */
  private static String fault(DenialCause cause) {
    return switch (cause) {
      case ARGUMENTS_TOO_LARGE -> "its arguments are too large";
      case ARGUMENTS_INVALID -> "its arguments are not valid";
      case APPROVAL_EXPIRED -> "it was not approved in time";
      case APPROVAL_UNAVAILABLE -> "it needs an approval, and no approver is available now";
      case AUTHORITY_UNREACHABLE ->
          "no authorization could be obtained for it, because the authority cannot be reached";
      case DEADLINE_PASSED -> "it was not decided in time";
      default -> "no authorization could be obtained for it";
    };
  }

  private static String advice(DenialCause cause) {
    return switch (cause) {
      case APPROVAL_EXPIRED -> "Another call requests the approval again.";
      case APPROVAL_UNAVAILABLE, AUTHORITY_UNREACHABLE, DEADLINE_PASSED, PAUSED ->
          "Try again later.";
      default -> "Do not repeat this call unchanged.";
    };
  }
}
