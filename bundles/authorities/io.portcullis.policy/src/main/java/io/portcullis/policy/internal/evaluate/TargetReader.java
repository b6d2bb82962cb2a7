// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.PolicyRequest;
import io.portcullis.policy.internal.document.Capability;
import io.portcullis.policy.internal.evaluate.Hosts.Destination;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.internal.json.LooseName;
import io.portcullis.policy.internal.json.Unreadable;
import java.util.Map;

/** Finds out what a request is about; what must be known and is not makes it unreadable. */
final class TargetReader {

  private static final int MAX_NAME = 1_024;

  private static final Map<String, Capability> FILE_OPERATIONS =
      Map.of(
          "read", Capability.FILE_READ,
          "write", Capability.FILE_WRITE,
          "create", Capability.FILE_WRITE,
          "append", Capability.FILE_WRITE,
          "delete", Capability.FILE_DELETE);

  private TargetReader() {}

  static Target read(PolicyRequest request, Arguments arguments) throws Unreadable {
    bounded(request.org());
    bounded(request.team());
    bounded(request.agent());
    bounded(request.tool());
    return switch (request.action()) {
      case TOOL_CALL -> named(request, Target.TOOL_CALL);
      case TOOL_RESULT -> named(request, Target.TOOL_RESULT);
      case LLM_CALL -> Target.LLM_CALL;
      case FILE_OPERATION -> file(arguments);
      case NETWORK_CALL -> network(arguments);
      case PROCESS_EXEC -> process(arguments);
    };
  }

  /** A lenient reader may take another spelling of a name for the name itself. */
  private static void plain(Arguments arguments, String... names) throws Unreadable {
    if (!(arguments.value() instanceof JsonObject object)) {
      return;
    }
    for (String member : object.members().keySet()) {
      for (String name : names) {
        if (!member.equals(name) && LooseName.matches(member, name)) {
          throw new Unreadable("'" + name + "' is spelled in another way in the arguments");
        }
      }
    }
  }

  private static void bounded(String name) throws Unreadable {
    if (name.length() > MAX_NAME) {
      throw new Unreadable(
          "the name of the agent or the tool is longer than " + MAX_NAME + " characters");
    }
  }

  private static Target named(PolicyRequest request, Target target) throws Unreadable {
    if (request.tool().isBlank()) {
      throw new Unreadable("the name of the tool is missing");
    }
    return target;
  }

  private static Target file(Arguments arguments) throws Unreadable {
    plain(arguments, "path", "operation");
    withoutNul(require(arguments, "path"));
    Capability capability = FILE_OPERATIONS.get(require(arguments, "operation"));
    if (capability == null) {
      throw new Unreadable("unknown file operation");
    }
    return Target.of(capability);
  }

  private static String require(Arguments arguments, String name) throws Unreadable {
    String text = arguments.value().text(name);
    if (text == null || text.isBlank()) {
      throw new Unreadable("'" + name + "' is missing in the arguments");
    }
    return text;
  }

  /** The system ends a path or a word of a command there, and other readers do not. */
  private static void withoutNul(String text) throws Unreadable {
    if (text.indexOf('\0') >= 0) {
      throw new Unreadable("a path or a command in the arguments holds a NUL character");
    }
  }

  private static Target process(Arguments arguments) throws Unreadable {
    plain(arguments, "command", "args");
    withoutNul(require(arguments, "command"));
    if (arguments.value() instanceof JsonObject object && object.members().containsKey("args")) {
      JsonValue args = object.members().get("args");
      if (!(args instanceof JsonArray array)) {
        throw new Unreadable("'args' in the arguments is not a list of texts");
      }
      for (JsonValue item : array.items()) {
        if (!(item instanceof JsonText text)) {
          throw new Unreadable("'args' in the arguments is not a list of texts");
        }
        withoutNul(text.value());
      }
    }
    return Target.of(Capability.TERMINAL_EXEC);
  }

  private static Target network(Arguments arguments) throws Unreadable {
    String url = arguments.url();
    if (url != null && arguments.text().isBlank()) {
      return Target.of(Hosts.ofUrl(url).host());
    }
    plain(arguments, "url", "host", "port", "protocol");
    Destination fromUrl = url == null ? null : Hosts.ofUrl(url);
    Destination inArguments = DestinationReader.read(arguments.value(), fromUrl);
    if (inArguments == null) {
      throw new Unreadable("neither the URL nor the host of the network call is known");
    }
    return Target.of(inArguments.host());
  }
}
