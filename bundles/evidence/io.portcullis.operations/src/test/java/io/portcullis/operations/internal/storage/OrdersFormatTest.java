// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.operations.internal.orders.Orders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrdersFormatTest {
  private static final List<Order> ORDERS =
      List.of(
          order(OperationScope.ALL, State.PAUSED, ""),
          order(OperationScope.agent("a \"b\"\\\n\u0000\u007f\u2028"), State.TERMINATED, "why"),
          order(OperationScope.agent("\ud83d\ude00 \ud83d and \ude00"), State.PAUSED, "\ufeff"),
          order(OperationScope.operation("t:"), State.PAUSED, "é"),
          order(OperationScope.operation("t:s:x"), State.TERMINATED, "{}[],"));

  private static Order order(OperationScope scope, State state, String reason) {
    return new Order(scope, state, Instant.parse("2026-01-01T00:00:00.123456789Z"), "o", reason);
  }

  private static Orders read(String text) throws UnreadableOrdersException {
    return OrdersFormat.read(text.getBytes(StandardCharsets.UTF_8), 100);
  }

  @Test
  void readsBackExactlyWhatWasWritten() throws Exception {
    byte[] bytes = OrdersFormat.write(ORDERS);
    assertThat(OrdersFormat.read(bytes, 100).list()).isEqualTo(ORDERS);
    for (byte b : bytes) {
      assertThat(b).isGreaterThanOrEqualTo((byte) '\n');
    }
  }

  @Test
  void writesOneLineForEachOrder() throws Exception {
    assertThat(new String(OrdersFormat.write(ORDERS), StandardCharsets.US_ASCII).lines())
        .hasSize(1 + ORDERS.size())
        .first()
        .isEqualTo("{\"version\":1,\"orders\":[");
    assertThat(new String(OrdersFormat.write(List.of()), StandardCharsets.US_ASCII))
        .isEqualTo("{\"version\":1,\"orders\":[]}\n");
  }

  @Test
  void refusesEveryTruncatedFile() throws Exception {
    byte[] bytes = OrdersFormat.write(ORDERS);
    for (int length = 0; length < bytes.length - 1; length++) { // the last one is a line end
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> OrdersFormat.read(cut, 100))
          .as("%d bytes", length)
          .isInstanceOf(UnreadableOrdersException.class);
    }
  }

  @Test
  void refusesZeroesInsteadOfText() throws Exception {
    byte[] bytes = new byte[OrdersFormat.write(ORDERS).length];
    assertThatThrownBy(() -> OrdersFormat.read(bytes, 100))
        .isInstanceOf(UnreadableOrdersException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "1",
        "{\"version\":1}",
        "{\"orders\":[]}",
        "{\"version\":2,\"orders\":[]}",
        "{\"version\":1.0,\"orders\":[]}",
        "{\"version\":\"1\",\"orders\":[]}",
        "{\"version\":null,\"orders\":[]}",
        "{\"version\":1,\"orders\":null}",
        "{\"version\":1,\"orders\":{}}",
        "{\"version\":1,\"orders\":[null]}",
        "{\"version\":1,\"orders\":[[]]}",
        "{\"version\":1,\"orders\":[{}]}",
        "{\"version\":1,\"orders\":[]} {}",
        "{\"version\":1,\"orders\":[]}]",
        "{\"version\":1,\"orders\":[],\"more\":[]}",
        "{\"version\":1,\"orders\":[],\"orders\":[]}",
        "{\"version\":1,\"version\":1,\"orders\":[]}",
        "{\"version\":1,\"orders\":[}",
        "{\"version\":1,\"orders\":[],}",
        "// {}\n{\"version\":1,\"orders\":[]}",
      })
  void refusesWhatItDoesNotUnderstand(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(UnreadableOrdersException.class);
  }

  private static final String ORDER =
      "{\"scope\":\"agent\",\"name\":\"a\",\"state\":\"paused\",\"since\":\"2026-01-01T00:00:00Z\","
          + "\"operator\":\"o\",\"reason\":\"r\"}";

  private static String file(String... orders) {
    return "{\"version\":1,\"orders\":[\n" + String.join(",\n", orders) + "]}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "\"agent\"|\"AGENT\"|the scope is not all",
        "\"agent\"|\"all\"|everything has no name",
        "\"agent\"|\"operation\"|trace:span",
        "\"agent\"|1|a value is not a string",
        "\"agent\"|null|a value is not a string",
        "\"agent\"|{}|a value is not a string",
        "\"a\"|\" \"|an agent has an id",
        "\"paused\"|\"running\"|the state is neither",
        "\"paused\"|\"Paused\"|the state is neither",
        "\"2026-01-01T00:00:00Z\"|\"yesterday\"|yesterday",
        "\"operator\"|\"oprator\"|no operator",
        "\"reason\":\"r\"|\"reason\":\"r\",\"until\":\"x\"|unknown key in orders",
        "\"reason\":\"r\"|\"reason\":\"r\",\"reason\":\"r\"|uplicate",
      })
  void saysWhereAndWhatIsNotUnderstood(String part, String instead, String complaint) {
    String broken = ORDER.replace(part, instead);
    assertThat(broken).isNotEqualTo(ORDER);
    assertThatThrownBy(() -> read(file(ORDER.replace("\"a\"", "\"b\""), broken)))
        .isInstanceOf(UnreadableOrdersException.class)
        .hasMessageContaining("line 3, column ")
        .hasMessageContaining(complaint);
  }

  @Test
  void refusesTwoOrdersAboutOneScope() {
    assertThatThrownBy(() -> read(file(ORDER, ORDER)))
        .isInstanceOf(UnreadableOrdersException.class)
        .hasMessageContaining("two orders about one scope");
  }

  @Test
  void refusesUnboundedTextsAndNesting() {
    assertThatThrownBy(() -> read(file(ORDER.replace("\"r\"", '"' + "r".repeat(5_000) + '"'))))
        .isInstanceOf(UnreadableOrdersException.class);
    assertThatThrownBy(() -> read("[".repeat(1_000_000)))
        .isInstanceOf(UnreadableOrdersException.class);
  }

  @Test
  void refusesMoreOrdersThanTheMaximum() throws Exception {
    String[] many = new String[102];
    for (int i = 0; i < many.length; i++) {
      many[i] = ORDER.replace("\"a\"", "\"a" + i + '"');
    }
    assertThatThrownBy(() -> read(file(many)))
        .isInstanceOf(UnreadableOrdersException.class)
        .hasMessageContaining("more than 101 orders");
  }

  @Test
  void readsAFileWrittenByHand() throws Exception {
    Orders orders = read("{ \"orders\" : [ " + ORDER + " ] , \"version\" : 1 }\r\n\r\n");
    assertThat(orders.list()).hasSize(1);
  }
}
