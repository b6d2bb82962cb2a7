// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.reader;

import io.portcullis.policy.internal.ruleset.Effect;
import io.portcullis.policy.internal.ruleset.RedactionPointer;
import io.portcullis.policy.internal.ruleset.RuleTerms;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a rule demands: approvers, timeout, redactions and the text for the agent. */
final class TermsReader {

  private static final int MAX_MESSAGE = 1_000;
  private static final int MAX_POINTERS = 100;
  private static final int MAX_GROUP = 100;
  private static final Duration MAX_TIMEOUT = Duration.ofDays(36_500);
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})([smhd])");

  private final ParseContext reading;
  private final DocumentSection section;
  private final Duration defaultTimeout;

  TermsReader(ParseContext reading, DocumentSection section, Duration defaultTimeout) {
    this.reading = reading;
    this.section = section;
    this.defaultTimeout = defaultTimeout;
  }

  /**
   * Reads the terms.
   *
   * @param effect the effect of the rule; null if it is not known
   */
  RuleTerms read(@Nullable Effect effect) {
    refuse("approvers", effect, Set.of(Effect.ASK));
    refuse("timeout", effect, Set.of(Effect.ASK));
    refuse("redact", effect, Set.of(Effect.ASK, Effect.ALLOW));
    refuse("message", effect, Set.of(Effect.ASK, Effect.DENY));
    return new RuleTerms(approvers(), timeout(), pointers(), message());
  }

  private void refuse(String key, @Nullable Effect effect, Set<Effect> fitting) {
    if (effect != null && section.has(key) && !fitting.contains(effect)) {
      problem(
          section.placeOf(key),
          key,
          "'" + key + "' has no meaning for a rule with effect " + effect.word() + "; remove it");
    }
  }

  private List<String> approvers() {
    List<Scalar> texts = section.texts("approvers");
    List<String> groups = new ArrayList<>();
    for (Scalar text : texts == null ? List.<Scalar>of() : texts) {
      checkGroup(text);
      groups.add(text.text());
    }
    if (texts != null && texts.isEmpty()) {
      problem(
          section.place(),
          "approvers",
          "the list of approvers is empty; remove it for any reviewer");
    }
    return groups;
  }

  private void checkGroup(Scalar text) {
    if (text.text().length() > MAX_GROUP || !text.text().strip().equals(text.text())) {
      problem(
          text.place(),
          "approvers",
          "a group's name has at most " + MAX_GROUP + " characters and no blanks around it");
    }
  }

  private Duration timeout() {
    Scalar text = section.text("timeout");
    if (text == null) {
      return defaultTimeout;
    }
    Duration timeout = duration(text.text());
    if (timeout == null) {
      problem(
          text.place(),
          "timeout",
          "'" + text.text() + "' is no duration; write for example 30s, 15m, 1h30m or 2d");
      return defaultTimeout;
    }
    return timeout;
  }

  /** Returns null for a text that is no duration greater than zero. */
  private static @Nullable Duration duration(String text) {
    Matcher matcher = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      sum = sum.plus(part(Long.parseLong(matcher.group(1)), matcher.group(2).charAt(0)));
      end = matcher.end();
    }
    boolean whole = end == text.length() && !sum.isZero();
    return whole && sum.compareTo(MAX_TIMEOUT) <= 0 ? sum : null;
  }

  private static Duration part(long amount, char unit) {
    return switch (unit) {
      case 's' -> Duration.ofSeconds(amount);
      case 'm' -> Duration.ofMinutes(amount);
      case 'h' -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private List<RedactionPointer> pointers() {
    List<Scalar> texts = section.texts("redact");
    List<RedactionPointer> pointers = new ArrayList<>();
    for (Scalar text : texts == null ? List.<Scalar>of() : texts) {
      RedactionPointer pointer = RedactionPointer.parse(text.text());
      if (pointer == null) {
        String message = "'" + text.text() + "' is no JSON pointer; write for example /memo/iban";
        problem(text.place(), "redact", message);
      } else {
        pointers.add(pointer);
      }
    }
    if (pointers.size() > MAX_POINTERS) {
      problem(section.place(), "redact", "more than " + MAX_POINTERS + " pointers in a rule");
    }
    return pointers;
  }

  private String message() {
    Scalar text = section.text("message");
    if (text == null) {
      return "";
    }
    String message = text.text().strip();
    if (message.length() > MAX_MESSAGE
        || message.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
      problem(
          text.place(),
          "message",
          "a message has at most "
              + MAX_MESSAGE
              + " characters and no control characters but line breaks");
    }
    return message;
  }

  private void problem(SourceLocation place, String key, String message) {
    reading.problems().add(place, section.path(key), message);
  }
}
