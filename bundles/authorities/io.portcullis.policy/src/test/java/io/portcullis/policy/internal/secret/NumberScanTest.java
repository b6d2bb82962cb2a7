// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret;

import static io.portcullis.policy.internal.secret.Scans.redacted;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payment cards and social security numbers; the numbers are those of public test pages. */
class NumberScanTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "４１１１１１１１１１１１１１１１",
        "４１１１　１１１１　１１１１　１１１１",
        "４１１１－1111-１１１１．1111",
        "4222222222222",
        "378282246310005",
        "3782 822463 10005",
        "3056 930902 5904",
        "5555555555554444",
        "2223003122003222",
        "6011000990139424",
        "3530111333300000",
        "6200000000000000000",
        "620000 0000000000000",
        "6200 0000 0000 0000 000",
        "41 11 11 11 11 11 11 11",
      })
  void replacesACard(String card) {
    assertThat(redacted(card)).isEqualTo("[REDACTED:CreditCardLuhn]");
    assertThat(redacted("card=" + card + ",")).isEqualTo("card=[REDACTED:CreditCardLuhn],");
    assertThat(redacted("卡號" + card + "。")).isEqualTo("卡號[REDACTED:CreditCardLuhn]。");
    assertThat(redacted("card" + card)).isEqualTo("card[REDACTED:CreditCardLuhn]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4111 1111 1111 1111 12/27 123 | [REDACTED:CreditCardLuhn] 12/27 123",
        "no. 7 4111 1111 1111 1111 x | no. 7 [REDACTED:CreditCardLuhn] x",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 4111 1111 1111 1111 |"
            + " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 [REDACTED:CreditCardLuhn]",
        "4111 1111 1111 1111 5555 5555 5555 4444 |"
            + " [REDACTED:CreditCardLuhn] [REDACTED:CreditCardLuhn]",
      })
  void findsACardAmongOtherNumbers(String text, String expected) {
    assertThat(redacted(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112",
        "４１１１１１１１１１１１１１１２",
        "411111111111",
        "41111111111111111111111",
        "4111\u20131111\u20131111\u20131111",
        "4111,1111,1111,1111",
        "4111/1111/1111/1111",
        "4111  1111  1111  1111",
        "0.4111111111111111",
        "48.4111111111111111 16.4111111111111111",
        "+4111111111111111",
        "+49 1512 3456787",
        // Time stamps in milliseconds and nanoseconds, whose check digit is right.
        "1700000000004",
        "1700000000000000004",
        "20240101123456786",
        "2026-11-01 2026-11-39",
        // Digests and UUIDs.
        "a4111111111111111b",
        "deadbeef4111111111111111",
        "00000000-0000-4111-1111-111111111111",
      })
  void passesNumbersThatAreNoCard(String text) {
    assertThat(redacted(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"123-45-6789", "123.45.6789", "１２３-４５-６７８９", "１２３－４５－６７８９", "123－45－6789"})
  void replacesASocialSecurityNumber(String number) {
    assertThat(redacted(number)).isEqualTo("[REDACTED:SsnPattern]");
    assertThat(redacted("ssn:" + number + ".")).isEqualTo("ssn:[REDACTED:SsnPattern].");
    assertThat(redacted(number + " " + number))
        .isEqualTo("[REDACTED:SsnPattern] [REDACTED:SsnPattern]");
    assertThat(redacted(number + "-")).isEqualTo("[REDACTED:SsnPattern]-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "000-45-6789",
        "666-45-6789",
        "900-45-6789",
        "999-99-9999",
        "123-00-6789",
        "123-45-0000",
        "123 45 6789",
        "123456789",
        "1123-45-6789",
        "123-45-67890",
        "12-123-45-6789",
        "123-45-6789-1",
        "123\u201345\u20136789",
        "2024-12-31",
        "555-123-4567",
      })
  void passesNumbersThatWereNeverIssued(String text) {
    assertThat(redacted(text)).isEqualTo(text);
  }

  @Test
  void readsEachGroupOfALongRunOnce() {
    String numbers = "7 ".repeat(1_000) + "123-45-6789" + " 7".repeat(1_000);

    assertThat(redacted(numbers))
        .isEqualTo(numbers.replace("123-45-6789", "[REDACTED:SsnPattern]"));
  }
}
