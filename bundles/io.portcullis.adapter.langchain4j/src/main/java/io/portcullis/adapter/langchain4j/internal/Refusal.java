// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j.internal;

import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.service.tool.ToolExecutionResult;
import io.portcullis.api.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the model is told when a tool did not run: always an error, never an exception. */
public final class Refusal {
  private Refusal() {}

  /**
   * The words for a denial.
   *
   * @param tool the tool that did not run
   * @param deny why
   * @return text that carries the authority's own reason, but nothing of how a fault came about
   */
  public static String text(String tool, Verdict.Deny deny) {
    return "The tool '%s' was not run: %s. Do not repeat this call unchanged."
        .formatted(tool, reason(deny));
  }

  /**
   * An error result with these words.
   *
   * @param text what the model is told
   * @return the result
   */
  public static ToolExecutionResult result(String text) {
    return ToolExecutionResult.builder().isError(true).resultText(text).build();
  }

  /** An error result that also shows what an equal call before it returned. */
  static ToolExecutionResult result(String text, @Nullable ToolExecutionResult earlier) {
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
    boolean said =
        switch (deny.basis()) {
          case AUTHORITY, APPROVAL -> true;
          case LENIENT_MODE, FAULT -> false;
        };
    if (!said) {
      return "no authorization could be obtained for it";
    }
    String reason = deny.reason().strip();
    return reason.isEmpty() ? "it is denied by policy" : reason;
  }
}
