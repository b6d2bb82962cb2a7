// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.budget.PriceTable;
import io.portcullis.policy.internal.budget.PriceTable.Price;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.json.JsonReader;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The prices of models, by which budgets count calls of models. Immutable. */
public final class ModelPrices {
  /** The built-in prices. */
  public static final ModelPrices BUILT_IN = new ModelPrices(PriceTable.BUILT_IN);

  private static final int MAX_BYTES = 1 << 20;

  private final PriceTable table;

  private ModelPrices(PriceTable table) {
    this.table = table;
  }

  PriceTable table() {
    return table;
  }

  /**
   * Reads prices from a file, which override the built-in ones.
   *
   * @param file a JSON object: for each model an object with {@code input_per_1k} and {@code
   *     output_per_1k}, in US dollars for 1,000 tokens
   * @return the prices
   * @throws IOException if the file cannot be read, is larger than 1 MiB or has another form
   */
  public static ModelPrices read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException(file + " is larger than 1 MiB");
    }
    try {
      JsonValue value = JsonReader.read(new String(bytes, StandardCharsets.UTF_8));
      if (!(value instanceof JsonObject models)) {
        throw new IOException(file + " is no JSON object");
      }
      Map<String, Price> prices = new HashMap<>();
      for (Map.Entry<String, JsonValue> model : models.members().entrySet()) {
        prices.put(
            model.getKey(),
            new Price(price(model, "input_per_1k", file), price(model, "output_per_1k", file)));
      }
      return new ModelPrices(PriceTable.BUILT_IN.with(prices));
    } catch (InvalidArgumentsException e) {
      throw new IOException(file + " is no valid JSON", e);
    }
  }

  private static BigDecimal price(Map.Entry<String, JsonValue> model, String key, Path file)
      throws IOException {
    if (model.getValue() instanceof JsonObject object
        && object.members().get(key) instanceof JsonNumber number) {
      BigDecimal price = number.decimal();
      if (price != null
          && price.signum() >= 0
          && price.precision() <= 20
          && Math.abs(price.scale()) <= 20) {
        return price;
      }
    }
    throw new IOException(
        file + ": model '" + model.getKey() + "' needs '" + key + "', a number from 0");
  }
}
