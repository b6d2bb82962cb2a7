// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document.upstream;

import io.portcullis.policy.internal.rules.BudgetLimits;
import io.portcullis.policy.internal.rules.BudgetLimits.Limit;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode;
import io.portcullis.policy.internal.yaml.YamlNode.Kind;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code budget}. */
public final class BudgetReader {

  private static final BigDecimal MAX_LIMIT = BigDecimal.valueOf(1_000_000_000_000L);
  private static final Pattern WINDOW = Pattern.compile("([0-9]{1,6})(s|m|h|d|w)");

  private final ParseContext reading;

  public BudgetReader(ParseContext reading) {
    this.reading = reading;
  }

  /** Returns the limits; null without a section or with a problem in it. */
  public @Nullable BudgetLimits read(DocumentSection body) {
    SourceLocation place = body.placeOf("budget");
    DocumentSection budget = body.section("budget");
    if (budget == null) {
      return null;
    }
    int before = reading.problems().size();
    Map<Limit, BigDecimal> limits = limits(budget);
    ZoneId zone = zone(budget);
    boolean suspends = suspends(budget);
    Duration window = window(budget);
    budget.end();
    return reading.problems().size() > before
        ? null
        : new BudgetLimits(place, limits, zone, suspends, window);
  }

  private Map<Limit, BigDecimal> limits(DocumentSection budget) {
    Map<Limit, BigDecimal> limits = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      BigDecimal amount = amount(budget, limit.key());
      if (amount != null) {
        limits.put(limit, amount);
      }
    }
    compare(budget, limits, Limit.DAILY, Limit.MONTHLY);
    compare(budget, limits, Limit.TEAM_DAILY, Limit.TEAM_MONTHLY);
    compare(budget, limits, Limit.ORG_DAILY, Limit.ORG_MONTHLY);
    return limits;
  }

  private @Nullable BigDecimal amount(DocumentSection budget, String key) {
    YamlNode node = budget.node(key);
    if (node == null) {
      return null;
    }
    if (node instanceof Scalar number
        && (number.kind() == Kind.INTEGER || number.kind() == Kind.FLOAT)
        && number.text().matches("\\+?[0-9]{1,15}(\\.[0-9]{0,9})?")) {
      BigDecimal amount = new BigDecimal(number.text());
      if (amount.signum() > 0 && amount.compareTo(MAX_LIMIT) <= 0) {
        return amount;
      }
    }
    problem(node.place(), budget, key, "must be a number greater than 0, such as 20.0");
    return null;
  }

  private void compare(
      DocumentSection budget, Map<Limit, BigDecimal> limits, Limit daily, Limit monthly) {
    BigDecimal day = limits.get(daily);
    BigDecimal month = limits.get(monthly);
    if (day != null && month != null && month.compareTo(day) < 0) {
      problem(budget.place(), budget, monthly.key(), "must not be less than '" + daily.key() + "'");
    }
  }

  private ZoneId zone(DocumentSection budget) {
    Scalar text = budget.text("timezone");
    if (text == null) {
      return ZoneOffset.UTC;
    }
    if (ZoneId.getAvailableZoneIds().contains(text.text())) {
      return ZoneId.of(text.text());
    }
    problem(text.place(), budget, "timezone", "must be an IANA time zone such as Europe/Vienna");
    return ZoneOffset.UTC;
  }

  private boolean suspends(DocumentSection budget) {
    Scalar word = budget.text("action_on_exceed");
    if (word == null || word.text().equals("deny")) {
      return false;
    }
    if (!word.text().equals("suspend")) {
      problem(word.place(), budget, "action_on_exceed", "must be deny or suspend");
    }
    return true;
  }

  private @Nullable Duration window(DocumentSection budget) {
    Scalar text = budget.text("window");
    if (text == null) {
      return null;
    }
    Matcher matcher = WINDOW.matcher(text.text());
    if (matcher.matches() && Long.parseLong(matcher.group(1)) > 0) {
      return duration(Long.parseLong(matcher.group(1)), matcher.group(2));
    }
    problem(text.place(), budget, "window", "must be a duration such as 30m, 24h or 7d");
    return null;
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofDays(7 * amount);
    };
  }

  private void problem(SourceLocation place, DocumentSection budget, String key, String what) {
    reading.problems().add(place, budget.path(key), "'" + budget.path(key) + "' " + what);
  }
}
