// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.portcullis.api.ToolCall;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Members;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as the gate sees it. A tool call is decided on its arguments exactly as the message has
 * them. Any other request is decided on its parameters without {@code _meta}, which belongs to the
 * protocol.
 *
 * @param request the request
 * @param method the governed method
 * @param call the call that the gate decides
 */
public record GovernedRequest(Message.Request request, GovernedMethod method, ToolCall call) {
  private static final int MAX_NAME = 1_000;

  /** Thrown for parameters that two readers could understand differently. */
  public static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;
    private final DenialCode code;

    /**
     * Creates an exception without a stack trace.
     *
     * @param code the reason
     */
    public Unfit(DenialCode code) {
      super(code.word(), null, false, false);
      this.code = code;
    }

    DenialCode code() {
      return code;
    }
  }

  /**
   * Reads the call from a request.
   *
   * @throws Unfit if the call is missing or ambiguous
   */
  static GovernedRequest of(Message.Request request, GovernedMethod method, CallerContext party)
      throws Unfit {
    Members params = request.params();
    if ((!params.present() && !method.isList()) || params.hasCaseVariantOf(method.decisiveKeys())) {
      throw new Unfit(DenialCode.MALFORMED);
    }
    boolean tool = method == GovernedMethod.CALL_TOOL;
    String named = name(params, method);
    String decided = decided(request, tool);
    ToolCall call =
        ToolCall.builder(tool ? named : method.policyName())
            .agent(party.agent())
            .action(method.action())
            .source(party.source())
            .arguments(decided)
            .build();
    return new GovernedRequest(request, method, call);
  }

  private static String name(Members params, GovernedMethod method) throws Unfit {
    String named = name(params, method.nameKey());
    if (method == GovernedMethod.CALL_TOOL && GovernedMethod.isReserved(named)) {
      throw new Unfit(DenialCode.RESERVED_NAME);
    }
    return named;
  }

  /** Returns the arguments to be decided: those of the tool, or all parameters. */
  private static String decided(Message.Request request, boolean tool) throws Unfit {
    Members params = request.params();
    Member arguments = given(params.get("arguments"));
    if (arguments != null && arguments.kind() != Member.Kind.OBJECT) {
      throw new Unfit(DenialCode.MALFORMED);
    }
    if (!tool) {
      return withoutMeta(request.text(), params.list());
    }
    return arguments == null ? "{}" : arguments.in(request.text());
  }

  /** Treats null as absent: many libraries write it for a missing value. */
  private static @Nullable Member given(@Nullable Member member) {
    return member == null || member.kind() == Member.Kind.NULL ? null : member;
  }

  private static String name(Members params, @Nullable String key) throws Unfit {
    if (key == null) {
      return "";
    }
    String name = params.text(key);
    if (name == null || !isName(name, key.equals("uri") ? Integer.MAX_VALUE : MAX_NAME)) {
      throw new Unfit(DenialCode.MALFORMED);
    }
    return name;
  }

  /** Rejects control characters: some readers end a name there, and people do not see them. */
  private static boolean isName(String name, int most) {
    if (name.isEmpty() || name.length() > most) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Checks whether a call could name this tool.
   *
   * @param tool the name of the tool
   * @return whether a call with this name can be decided
   */
  public static boolean isCallable(String tool) {
    return isName(tool, MAX_NAME) && !GovernedMethod.isReserved(tool);
  }

  private static String withoutMeta(String text, List<Member> params) {
    StringBuilder object = new StringBuilder("{");
    for (Member member : params) {
      if (!member.name().equals("_meta")) {
        object
            .append(object.length() == 1 ? "\"" : ",\"")
            .append(JsonStringEncoder.getInstance().quoteAsString(member.name()))
            .append("\":")
            .append(text, member.start(), member.end());
      }
    }
    return object.append('}').toString();
  }

  /**
   * Returns the message with the decided arguments, and every other character unchanged.
   *
   * @param decided the arguments after redaction
   * @param reader reads the result again
   * @throws Unfit if the decided arguments do not fit the message
   */
  String forwarded(String decided, MessageReader reader) throws Unfit {
    if (decided.equals(call.arguments())) {
      return request.text();
    }
    try {
      String text =
          method == GovernedMethod.CALL_TOOL
              ? withArguments(decided)
              : withParams(decided, reader.members(decided).byName());
      boolean newLine = text.indexOf('\n') >= 0 && request.text().indexOf('\n') < 0;
      if (!newLine && sameBut(reader.message(text))) {
        return text;
      }
    } catch (MalformedException | Unfit e) {
      // As below: the decided arguments are not JSON that fits.
    }
    throw new Unfit(DenialCode.NOT_REDACTABLE);
  }

  private String withArguments(String decided) throws Unfit {
    Member arguments = request.params().get("arguments");
    if (arguments == null) {
      throw new Unfit(DenialCode.NOT_REDACTABLE);
    }
    String text = request.text();
    return text.substring(0, arguments.start()) + decided + text.substring(arguments.end());
  }

  private String withParams(String decided, Map<String, Member> values) throws Unfit {
    StringBuilder text = new StringBuilder();
    int at = 0;
    int replaced = 0;
    for (Member member : request.params().list()) {
      Member value = values.get(member.name());
      if (!member.name().equals("_meta") && value != null) {
        text.append(request.text(), at, member.start()).append(value.in(decided));
        at = member.end();
        replaced++;
      } else if (!member.name().equals("_meta")) {
        throw new Unfit(DenialCode.NOT_REDACTABLE);
      }
    }
    if (replaced != values.size()) {
      throw new Unfit(DenialCode.NOT_REDACTABLE);
    }
    return text.append(request.text(), at, request.text().length()).toString();
  }

  /** Checks the result: the same request, with no change but in values. */
  private boolean sameBut(Message message) throws Unfit {
    return message instanceof Message.Request other
        && other.id().equals(request.id())
        && other.method().equals(request.method())
        && names(other).equals(names(request))
        && argumentsKind(other) == argumentsKind(request)
        && of(other, method, new CallerContext(call.agent(), call.source()))
            .call()
            .tool()
            .equals(call.tool());
  }

  private static Member.@Nullable Kind argumentsKind(Message.Request request) {
    Member arguments = request.params().get("arguments");
    return arguments == null ? null : arguments.kind();
  }

  private static List<String> names(Message.Request request) {
    return request.params().list().stream().map(Member::name).toList();
  }
}
