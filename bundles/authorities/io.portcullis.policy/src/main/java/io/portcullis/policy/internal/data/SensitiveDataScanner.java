// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
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
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for sensitive data in the raw text of a request and in every decoded string and name, so
 * that an escape sequence cannot hide it.
 */
public final class SensitiveDataScanner {

  private final List<Pattern> patterns;
  private final PolicyRequest request;
  private final RequestArguments arguments;
  private final MatchBudget work;

  public SensitiveDataScanner(
      List<Pattern> patterns, PolicyRequest request, RequestArguments arguments) {
    this.patterns = patterns;
    this.request = request;
    this.arguments = arguments;
    // The decision does not depend on these texts unless the scan is abandoned.
    this.work = new MatchBudget(patterns.size(), request.arguments().length());
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
      return matches(arguments.text()) || matches(beside(null)) || inside(arguments.value());
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

  private boolean inside(JsonValue value) {
    if (value instanceof JsonText text) {
      return matches(text.value());
    }
    if (value instanceof JsonArray array) {
      return array.items().stream().anyMatch(this::inside);
    }
    return value instanceof JsonObject object
        && object.members().entrySet().stream()
            .anyMatch(member -> matches(member.getKey()) || inside(member.getValue()));
  }

  private ScanResult redact() throws InvalidArgumentsException {
    if (nothingToRead()) {
      return matches(beside(null)) ? ScanResult.UNREDACTABLE : ScanResult.NOTHING;
    }
    RedactionCollector redactor = new RedactionCollector(patterns, work);
    JsonValue value = arguments.value();
    if (!walk(value, Way.ROOT, redactor)) {
      return ScanResult.UNREDACTABLE;
    }
    // A pattern that still matches spans several strings, or matches the raw text only.
    if (matches(redactor.remaining(arguments.text())) || matches(beside(redactor))) {
      return ScanResult.UNREDACTABLE;
    }
    return redactor.result();
  }

  /**
   * Returns false if a name matches, because names cannot be redacted, or if the limit of
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
      for (int i = 0; i < array.items().size(); i++) {
        if (!walk(array.items().get(i), way.to(Integer.toString(i)), redactor)) {
          return false;
        }
      }
    } else if (value instanceof JsonObject object) {
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        if (matches(member.getKey())
            || !walk(member.getValue(), way.to(member.getKey()), redactor)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean matches(String text) {
    for (Pattern pattern : patterns) {
      if (matches(pattern, text)) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(Pattern pattern, String text) {
    Matcher matcher = work.matcher(pattern, text);
    while (matcher.find()) {
      // Some patterns match empty text; such matches are ignored.
      if (matcher.end() > matcher.start() || work.exhausted()) {
        return true;
      }
    }
    return false;
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
