// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.effect;

import io.portcullis.policy.internal.function.text.NamePattern;
import io.portcullis.policy.internal.history.table.CounterWindow;
import io.portcullis.policy.internal.ruleset.RuleSelector;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and identifies the parts of a definition. */
public final class CounterText {
  private static final Pattern WINDOW = Pattern.compile("([1-9][0-9]{0,7})(s|m|h|d|w)");

  private CounterText() {}

  /** Returns a sliding window; null if the text is none, or the window is too long. */
  public static @Nullable CounterWindow window(String text) {
    Matcher matcher = WINDOW.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    Duration length = length(Long.parseLong(matcher.group(1)), matcher.group(2));
    return length.compareTo(CounterWindow.LONGEST) > 0 ? null : new CounterWindow.Sliding(length);
  }

  private static Duration length(long amount, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofDays(7 * amount);
    };
  }

  /** Identifies the calls of a selector. */
  public static String digest(RuleSelector selector) {
    return DefinitionDigest.of(
        digest(selector.tools()),
        digest(selector.servers()),
        digest(selector.agents()),
        digest(selector.teams()),
        digest(selector.orgs()),
        digest(selector.callers()),
        selector.actions().stream().sorted().toList().toString());
  }

  /** The order of names has no meaning. */
  private static String digest(List<NamePattern> patterns) {
    return DefinitionDigest.of(
        patterns.stream().map(NamePattern::source).sorted().distinct().toArray(String[]::new));
  }
}
