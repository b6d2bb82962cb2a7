// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.TraceContext;
import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.AgentId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QueryMapperTest {
  private final QueryMapper mapper = new QueryMapper("org", "team", "agent-1");

  private static ToolCall call(ActionType action, String arguments, String url) {
    return new ToolCall(
        "id",
        AgentIdentity.UNKNOWN,
        action,
        "tool",
        "source",
        arguments,
        url,
        TraceContext.NONE,
        null,
        null);
  }

  private ActionContext context(ActionType action, String arguments)
      throws UnsupportedCallException {
    PolicyQuery query = mapper.query(call(action, arguments, null));
    assertThat(query.action().name()).isEqualTo(action.name());
    return query.context();
  }

  @Test
  void sendsTheConfiguredAgentForCallsThatNameNone() throws UnsupportedCallException {
    PolicyQuery query = mapper.query(call(ActionType.TOOL_CALL, "{}", null));
    assertThat(query.agent()).isEqualTo(new AgentId("org", "team", "agent-1"));
    assertThat(query.caller()).isEqualTo(AgentId.NONE);
    assertThat(query.credentialToken()).isEmpty();
  }

  @Test
  void sendsAgentCallerAndTraceOfTheCall() throws UnsupportedCallException {
    ToolCall call =
        new ToolCall(
            "id",
            new AgentIdentity("o", "t", "a"),
            ActionType.TOOL_CALL,
            "tool",
            "source",
            "{\"a\":1}",
            "https://host/",
            new TraceContext("trace", "span"),
            new AgentIdentity("co", "ct", "c"),
            null);
    PolicyQuery query = mapper.query(call);
    assertThat(query.agent()).isEqualTo(new AgentId("o", "t", "a"));
    assertThat(query.caller()).isEqualTo(new AgentId("co", "ct", "c"));
    assertThat(query.traceId()).isEqualTo("trace");
    assertThat(query.spanId()).isEqualTo("span");
    assertThat(query.context())
        .isEqualTo(
            new ActionContext.ToolCall(
                "tool",
                "source",
                ImmutableBytes.copyOf("{\"a\":1}".getBytes(StandardCharsets.UTF_8)),
                "https://host/"));
  }

  @ParameterizedTest
  @EnumSource(names = {"TOOL_CALL", "TOOL_RESULT"})
  void sendsInvalidJsonUnchanged(ActionType action) throws UnsupportedCallException {
    assertThat(context(action, "not json").kind().name()).isEqualTo(action.name());
  }

  @Test
  void givesEachActionItsContext() throws UnsupportedCallException {
    assertThat(context(ActionType.TOOL_RESULT, "[1]"))
        .isEqualTo(
            new ActionContext.ToolResult(
                "tool",
                "source",
                ImmutableBytes.copyOf("[1]".getBytes(StandardCharsets.UTF_8)),
                ""));
    assertThat(
            context(
                ActionType.LLM_CALL,
                "{\"model\":\"m\",\"prompt_tokens\":7,\"contains_pii\":true,\"more\":{\"a\":[1]}}"))
        .isEqualTo(new ActionContext.LlmCall("m", 7, true));
    assertThat(context(ActionType.LLM_CALL, "{}"))
        .isEqualTo(new ActionContext.LlmCall("", 0, false));
    assertThat(context(ActionType.FILE_OPERATION, "{\"operation\":\"read\",\"path\":\"/a\"}"))
        .isEqualTo(new ActionContext.FileOperation("read", "/a", false));
    assertThat(
            context(
                ActionType.NETWORK_CALL, "{\"host\":\"h\",\"port\":443,\"protocol\":\"https\"}"))
        .isEqualTo(new ActionContext.NetworkCall("h", 443, "https", false));
    assertThat(context(ActionType.PROCESS_EXEC, "{\"command\":\"ls\",\"args\":[\"-l\",\"/\"]}"))
        .isEqualTo(new ActionContext.ProcessExec("ls", List.of("-l", "/")));
    assertThat(context(ActionType.PROCESS_EXEC, "{\"command\":\"ls\"}"))
        .isEqualTo(new ActionContext.ProcessExec("ls", List.of()));
  }

  @Test
  void readsTheHostOfTheTargetUrl() throws UnsupportedCallException {
    assertThat(mapper.query(call(ActionType.NETWORK_CALL, "{}", "https://h:8443/x")).context())
        .isEqualTo(new ActionContext.NetworkCall("h", 8443, "https", false));
    assertThat(
            mapper
                .query(call(ActionType.NETWORK_CALL, "{\"host\":\"H\",\"port\":1}", "https://h/"))
                .context())
        .isEqualTo(new ActionContext.NetworkCall("h", 1, "https", false));
  }

  @ParameterizedTest
  @CsvSource({
    "{},file:///x",
    "{},not a url",
    "'{\"host\":\"other\"}',https://h/",
    "'{\"port\":2}',https://h:1/",
    "'{\"protocol\":\"ftp\"}',https://h/"
  })
  void refusesAnUnclearTarget(String arguments, String url) {
    ToolCall call = call(ActionType.NETWORK_CALL, arguments, url);
    assertThatThrownBy(() -> mapper.query(call)).isInstanceOf(UnsupportedCallException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FILE_OPERATION|{\"operation\":\"read\"}",
        "FILE_OPERATION|{\"operation\":\"read\",\"path\":1}",
        "FILE_OPERATION|{\"operation\":\"read\",\"path\":null}",
        "FILE_OPERATION|{\"operation\":\"read\",\"path\":\"/a\",\"path\":\"/b\"}",
        "FILE_OPERATION|{\"operation\":\"read\",\"path\":\"/a\"} {}",
        "FILE_OPERATION|{\"operation\":\"read\",\"path\":\"/a\"",
        "FILE_OPERATION|[\"operation\"]",
        "FILE_OPERATION|not json",
        "FILE_OPERATION|{\"operation\":\"read\",\"path\":\"/a\",\"is_sensitive_path\":\"no\"}",
        "NETWORK_CALL|{\"host\":\"h\",\"port\":4294967739}",
        "NETWORK_CALL|{\"host\":\"h\",\"port\":\"443\"}",
        "NETWORK_CALL|{\"host\":[\"h\"]}",
        "NETWORK_CALL|{}",
        "PROCESS_EXEC|{\"command\":\"ls\",\"args\":[\"-l\",1]}",
        "PROCESS_EXEC|{\"command\":\"ls\",\"args\":[\"-l\"",
        "PROCESS_EXEC|{\"command\":\"ls\",\"args\":\"-l\"}",
        "PROCESS_EXEC|{\"args\":[]}",
        "LLM_CALL|{\"prompt_tokens\":1.5}"
      })
  void refusesArgumentsThatDoNotDescribeTheAction(ActionType action, String arguments) {
    ToolCall call = call(action, arguments, null);
    assertThatThrownBy(() -> mapper.query(call))
        .isInstanceOf(UnsupportedCallException.class)
        .message()
        .doesNotContain("/a", "443", "-l");
  }
}
