// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.request;

import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.internal.json.LooseName;
import io.portcullis.policy.internal.request.HostParser.Destination;
import io.portcullis.policy.internal.rules.Capability;
import io.portcullis.policy.model.PolicyRequest;
import java.util.Map;

/** Reads the target of a request; refuses the request if a required part is missing. */
public final class RequestTargetReader {

  private static final int MAX_NAME = 1_024;

  private static final Map<String, Capability> FILE_OPERATIONS =
      Map.of(
          "read", Capability.FILE_READ,
          "write", Capability.FILE_WRITE,
          "create", Capability.FILE_WRITE,
          "append", Capability.FILE_WRITE,
          "delete", Capability.FILE_DELETE);

  private RequestTargetReader() {}

  public static RequestTarget read(PolicyRequest request, RequestArguments arguments)
      throws InvalidArgumentsException {
    bounded(request.org());
    bounded(request.team());
    bounded(request.agent());
    bounded(request.tool());
    return switch (request.action()) {
      case TOOL_CALL -> named(request, RequestTarget.TOOL_CALL);
      case TOOL_RESULT -> named(request, RequestTarget.TOOL_RESULT);
      case LLM_CALL -> RequestTarget.LLM_CALL;
      case FILE_OPERATION -> file(arguments);
      case NETWORK_CALL -> network(arguments);
      case PROCESS_EXEC -> process(arguments);
    };
  }

  /** A lenient reader may accept another spelling of a name as the name itself. */
  private static void plain(RequestArguments arguments, String... names)
      throws InvalidArgumentsException {
    if (!(arguments.value() instanceof JsonObject object)) {
      return;
    }
    for (String member : object.members().keySet()) {
      for (String name : names) {
        if (!member.equals(name) && LooseName.matches(member, name)) {
          throw new InvalidArgumentsException(
              "'" + name + "' is spelled in another way in the arguments");
        }
      }
    }
  }

  private static void bounded(String name) throws InvalidArgumentsException {
    if (name.length() > MAX_NAME) {
      throw new InvalidArgumentsException(
          "the name of the agent or the tool is longer than " + MAX_NAME + " characters");
    }
  }

  private static RequestTarget named(PolicyRequest request, RequestTarget target)
      throws InvalidArgumentsException {
    if (request.tool().isBlank()) {
      throw new InvalidArgumentsException("the name of the tool is missing");
    }
    return target;
  }

  private static RequestTarget file(RequestArguments arguments) throws InvalidArgumentsException {
    plain(arguments, "path", "operation");
    withoutNul(require(arguments, "path"));
    Capability capability = FILE_OPERATIONS.get(require(arguments, "operation"));
    if (capability == null) {
      throw new InvalidArgumentsException("unknown file operation");
    }
    return RequestTarget.of(capability);
  }

  private static String require(RequestArguments arguments, String name)
      throws InvalidArgumentsException {
    String text = arguments.value().text(name);
    if (text == null || text.isBlank()) {
      throw new InvalidArgumentsException("'" + name + "' is missing in the arguments");
    }
    return text;
  }

  /**
   * The operating system ends a path or a word of a command at this character, and other readers do
   * not.
   */
  private static void withoutNul(String text) throws InvalidArgumentsException {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidArgumentsException(
          "a path or a command in the arguments holds a NUL character");
    }
  }

  private static RequestTarget process(RequestArguments arguments)
      throws InvalidArgumentsException {
    plain(arguments, "command", "args");
    withoutNul(require(arguments, "command"));
    if (arguments.value() instanceof JsonObject object && object.members().containsKey("args")) {
      JsonValue args = object.members().get("args");
      if (!(args instanceof JsonArray array)) {
        throw new InvalidArgumentsException("'args' in the arguments is not a list of texts");
      }
      for (JsonValue item : array.items()) {
        if (!(item instanceof JsonText text)) {
          throw new InvalidArgumentsException("'args' in the arguments is not a list of texts");
        }
        withoutNul(text.value());
      }
    }
    return RequestTarget.of(Capability.TERMINAL_EXEC);
  }

  private static RequestTarget network(RequestArguments arguments)
      throws InvalidArgumentsException {
    String url = arguments.url();
    if (url != null && arguments.text().isBlank()) {
      return RequestTarget.of(HostParser.ofUrl(url).host());
    }
    plain(arguments, "url", "host", "port", "protocol");
    Destination fromUrl = url == null ? null : HostParser.ofUrl(url);
    Destination inArguments = DestinationReader.read(arguments.value(), fromUrl);
    if (inArguments == null) {
      throw new InvalidArgumentsException(
          "neither the URL nor the host of the network call is known");
    }
    return RequestTarget.of(inArguments.host());
  }
}
