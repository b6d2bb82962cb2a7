// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.operations.internal.orders.Orders;
import io.portcullis.support.text.PrintableText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the orders file: JSON in ASCII, one line for each order. Escapes preserve every
 * name exactly. It is read strictly, because content that is not understood might be an order.
 */
public final class OrdersFormat {
  private static final int VERSION = 1;
  private static final int MAX_STRING = 2_048;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_STRING)
                  .maxNestingDepth(8)
                  .build())
          .build();

  private OrdersFormat() {}

  private static final class LineForEach extends MinimalPrettyPrinter {
    private static final long serialVersionUID = 1L;

    @Override
    public void beforeArrayValues(JsonGenerator json) throws IOException {
      json.writeRaw('\n');
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
      json.writeRaw(",\n");
    }
  }

  /** Returns the text of the file. */
  public static byte[] write(List<Order> orders) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        FACTORY.createGenerator(new OutputStreamWriter(bytes, StandardCharsets.US_ASCII))) {
      json.setPrettyPrinter(new LineForEach());
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeArrayFieldStart("orders");
      for (Order order : orders) {
        write(order, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  private static void write(Order order, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("scope", word(order.scope().kind()));
    json.writeStringField("name", order.scope().name());
    json.writeStringField("state", word(order.state()));
    json.writeStringField("since", order.since().toString());
    json.writeStringField("operator", order.operator());
    json.writeStringField("reason", order.reason());
    json.writeEndObject();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the text of the file.
   *
   * @throws UnreadableOrdersException if the text is not understood, with the place
   */
  public static Orders read(byte[] text, int maxOrders) throws UnreadableOrdersException {
    try (JsonParser json = FACTORY.createParser(text)) {
      try {
        return read(json, maxOrders);
      } catch (IllegalArgumentException | DateTimeException e) {
        throw unreadable(json.currentTokenLocation(), e.getMessage(), e);
      }
    } catch (JsonProcessingException e) {
      throw unreadable(e.getLocation(), e.getOriginalMessage(), e);
    } catch (UnreadableOrdersException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableOrdersException("not JSON: " + e.getMessage(), e);
    }
  }

  private static UnreadableOrdersException unreadable(
      @Nullable JsonLocation at, @Nullable String why, Exception e) {
    String place =
        at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    String what = String.valueOf(why).replaceAll(" \\(start marker.*", ""); // it names no source
    return new UnreadableOrdersException(PrintableText.line(place + what), e);
  }

  private static Orders read(JsonParser json, int maxOrders) throws IOException {
    require(json.nextToken() == JsonToken.START_OBJECT, "not an object");
    boolean versioned = false;
    List<Order> orders = null;
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      switch (key) {
        case "version" -> {
          require(
              json.nextToken() == JsonToken.VALUE_NUMBER_INT && json.getText().equals("1"),
              "the version is not " + VERSION);
          versioned = true;
        }
        case "orders" -> orders = orders(json, maxOrders);
        default -> throw new IllegalArgumentException("unknown key");
      }
    }
    require(json.currentToken() == JsonToken.END_OBJECT, "the object does not end");
    require(json.nextToken() == null, "text follows the object");
    require(versioned, "the version is missing");
    if (orders == null) {
      throw new IllegalArgumentException("the list of orders is missing");
    }
    return Orders.of(orders, maxOrders);
  }

  private static List<Order> orders(JsonParser json, int maxOrders) throws IOException {
    require(json.nextToken() == JsonToken.START_ARRAY, "the orders are not a list");
    List<Order> orders = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      require(orders.size() <= maxOrders, "more than " + maxOrders + " orders");
      orders.add(order(json));
    }
    require(json.currentToken() == JsonToken.END_ARRAY, "an order is not an object");
    return orders;
  }

  private static Order order(JsonParser json) throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      require(json.nextToken() == JsonToken.VALUE_STRING, "a value is not a string");
      texts.put(key, json.getText());
    }
    OperationScope.Kind kind =
        switch (text(texts, "scope")) {
          case "all" -> OperationScope.Kind.ALL;
          case "agent" -> OperationScope.Kind.AGENT;
          case "operation" -> OperationScope.Kind.OPERATION;
          default -> throw new IllegalArgumentException("the scope is not all, agent or operation");
        };
    State state =
        switch (text(texts, "state")) {
          case "paused" -> State.PAUSED;
          case "terminated" -> State.TERMINATED;
          default ->
              throw new IllegalArgumentException("the state is neither paused nor terminated");
        };
    Order order =
        new Order(
            new OperationScope(kind, text(texts, "name")),
            state,
            Instant.parse(text(texts, "since")),
            text(texts, "operator"),
            text(texts, "reason"));
    require(texts.isEmpty(), "an order has an unknown key");
    return order;
  }

  private static String text(Map<String, String> texts, String key) {
    String text = texts.remove(key);
    if (text == null) {
      throw new IllegalArgumentException("an order has no " + key);
    }
    return text;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
