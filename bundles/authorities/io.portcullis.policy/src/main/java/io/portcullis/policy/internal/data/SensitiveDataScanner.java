// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import io.portcullis.policy.internal.data.RedactionCollector.Way;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.internal.request.ArgumentsUnavailableException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.rules.CredentialAction;
import io.portcullis.policy.internal.rules.DataRules;
import io.portcullis.policy.internal.secret.SecretScanner;
import io.portcullis.policy.internal.secret.finding.SecretKind;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for sensitive data in every decoded string, number and name of a request, so that an escape
 * sequence cannot hide it, and for the patterns of the document in the raw text too.
 */
public final class SensitiveDataScanner {

  private final PolicyRequest request;
  private final RequestArguments arguments;
  private final TextScanner scanner;

  public SensitiveDataScanner(DataRules rules, PolicyRequest request, RequestArguments arguments) {
    this.request = request;
    this.arguments = arguments;
    // The decision does not depend on these texts unless the scan is abandoned.
    this.scanner = new TextScanner(rules, request.arguments().length());
  }

  public ScanResult scan(CredentialAction action) throws InvalidArgumentsException {
    return switch (action) {
      case BLOCK -> found(true) ? ScanResult.FOUND : ScanResult.NOTHING;
      case REDACT_ONLY, ALERT_AND_REDACT -> redact();
      case ALERT_ONLY -> found(false) ? ScanResult.FOUND : ScanResult.NOTHING;
    };
  }

  private boolean found(boolean mustRead) throws InvalidArgumentsException {
    try {
      return scanner.matches(arguments.text())
          || scanner.finds(beside(null), null)
          || inside(arguments.value(), "");
    } catch (InvalidArgumentsException e) {
      // A finding that changes nothing may be missing as well.
      if (mustRead && !nothingToRead()) {
        throw e;
      }
      return false;
    }
  }

  /** A network call may have a URL and no arguments. */
  private boolean nothingToRead() throws ArgumentsUnavailableException {
    return request.action() == Action.NETWORK_CALL && arguments.text().isBlank();
  }

  private boolean inside(JsonValue value, String name) {
    if (value instanceof JsonText text) {
      return scanner.finds(text.value(), name);
    }
    if (value instanceof JsonNumber number) {
      return scanner.finds(SecretScanner.numberText(number), name);
    }
    if (value instanceof JsonArray array) {
      return array.items().stream().anyMatch(item -> inside(item, name));
    }
    return value instanceof JsonObject object
        && object.members().entrySet().stream()
            .anyMatch(member -> inMember(member.getKey(), member.getValue()));
  }

  private boolean inMember(String name, JsonValue value) {
    return scanner.finds(name, null)
        || SecretScanner.isServiceAccount(name, value)
        || inside(value, name);
  }

  private ScanResult redact() throws InvalidArgumentsException {
    if (nothingToRead()) {
      return scanner.finds(beside(null), null) ? ScanResult.UNREDACTABLE : ScanResult.NOTHING;
    }
    RedactionCollector redactor = new RedactionCollector(scanner);
    JsonValue value = arguments.value();
    if (!walk(value, Way.ROOT, redactor)) {
      return ScanResult.UNREDACTABLE;
    }
    // A pattern that still matches spans several strings, or matches the raw text only.
    if (scanner.matches(redactor.remaining(arguments.text()))
        || scanner.finds(beside(redactor), null)) {
      return ScanResult.UNREDACTABLE;
    }
    return redactor.result();
  }

  /**
   * Returns false if a name holds anything, because names cannot be redacted, or if the limit of
   * redactions is reached.
   */
  private boolean walk(JsonValue value, Way way, RedactionCollector redactor) {
    if (value instanceof JsonText text) {
      return redactor.text(way, text);
    }
    if (value instanceof JsonNumber number) {
      return redactor.number(way, number);
    }
    if (value instanceof JsonArray array) {
      return items(array, way, redactor);
    }
    return !(value instanceof JsonObject object) || members(object, way, redactor);
  }

  private boolean items(JsonArray array, Way way, RedactionCollector redactor) {
    for (int i = 0; i < array.items().size(); i++) {
      if (!walk(array.items().get(i), way.to(i), redactor)) {
        return false;
      }
    }
    return true;
  }

  private boolean members(JsonObject object, Way way, RedactionCollector redactor) {
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      if (!member(member.getKey(), member.getValue(), way, redactor)) {
        return false;
      }
    }
    return true;
  }

  private boolean member(String name, JsonValue value, Way way, RedactionCollector redactor) {
    if (scanner.finds(name, null)) {
      return false;
    }
    return (value instanceof JsonText text && SecretScanner.isServiceAccount(name, value))
        ? redactor.whole(way.to(name), text, SecretKind.GCP_SERVICE_ACCOUNT)
        : walk(value, way.to(name), redactor);
  }

  /**
   * Returns the text of the request outside the values of the arguments: the URL of a network call,
   * or the command line.
   */
  private String beside(@Nullable RedactionCollector redactor) throws InvalidArgumentsException {
    return switch (request.action()) {
      case NETWORK_CALL -> url();
      case PROCESS_EXEC -> commandLine(arguments.value(), redactor);
      case TOOL_CALL, TOOL_RESULT, LLM_CALL, FILE_OPERATION -> "";
    };
  }

  private String url() throws ArgumentsUnavailableException {
    String url = arguments.url();
    return url == null ? "" : url;
  }

  private static String commandLine(JsonValue arguments, @Nullable RedactionCollector redactor) {
    StringBuilder line = new StringBuilder();
    if (arguments instanceof JsonObject object) {
      line.append(text(object.members().get("command"), "/command", redactor));
      if (object.members().get("args") instanceof JsonArray args) {
        for (int i = 0; i < args.items().size(); i++) {
          line.append(' ').append(text(args.items().get(i), "/args/" + i, redactor));
        }
      }
    }
    return line.toString();
  }

  private static String text(
      @Nullable JsonValue value, String pointer, @Nullable RedactionCollector redactor) {
    String text = value instanceof JsonText found ? found.value() : "";
    return redactor == null ? text : redactor.remaining(pointer, text);
  }
}
