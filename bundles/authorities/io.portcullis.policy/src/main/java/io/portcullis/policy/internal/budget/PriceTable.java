// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.budget;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** The prices of models in US dollars for 1,000 tokens. Immutable. */
public final class PriceTable {
  private static final BigDecimal THOUSANDTH = new BigDecimal("0.001");

  /** An unknown model costs as much as the most expensive known one. */
  private static final Price UNKNOWN = price("0.015", "0.075");

  /** The built-in prices. */
  public static final PriceTable BUILT_IN =
      new PriceTable(
          Map.of(
              "gpt-4o", price("0.005", "0.015"),
              "gpt-4", price("0.03", "0.06"),
              "gpt-3.5-turbo", price("0.0005", "0.0015"),
              "claude-3-opus", UNKNOWN,
              "claude-3-sonnet", price("0.003", "0.015"),
              "claude-3-haiku", price("0.00025", "0.00125"),
              "command-r-plus", price("0.003", "0.015"),
              "command-r", price("0.0005", "0.0015")));

  private final Map<String, Price> prices;

  /** The price of 1,000 tokens. */
  public record Price(BigDecimal input, BigDecimal output) {}

  private PriceTable(Map<String, Price> prices) {
    this.prices = Map.copyOf(prices);
  }

  private static Price price(String input, String output) {
    return new Price(new BigDecimal(input), new BigDecimal(output));
  }

  /** Returns these prices with some replaced. */
  public PriceTable with(Map<String, Price> others) {
    Map<String, Price> all = new HashMap<>(prices);
    all.putAll(others);
    return new PriceTable(all);
  }

  /** Returns the cost of a call; a model without a price counts as claude-3-opus. */
  public BigDecimal cost(String model, BigDecimal inputTokens, BigDecimal outputTokens) {
    Price price = prices.getOrDefault(model, UNKNOWN);
    return price
        .input()
        .multiply(inputTokens)
        .add(price.output().multiply(outputTokens))
        .multiply(THOUSANDTH);
  }
}
