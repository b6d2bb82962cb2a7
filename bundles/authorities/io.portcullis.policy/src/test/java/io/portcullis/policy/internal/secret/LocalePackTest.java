// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.internal.secret.finding.Redactor;
import io.portcullis.policy.internal.secret.locale.LocalePack;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identifiers of Taiwan; the check digits are computed over patterns of zeros. */
class LocalePackTest {

  private static String redacted(String text) {
    return Redactor.redact(text, LocalePack.ZH_TW.scan(text, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // A is 10, so 1; 8 times 2 is 16; 3 makes 20.
        "身分證字號 A200000003 已核對 | 身分證字號 [REDACTED] 已核對",
        "身分證A200000003。 | 身分證[REDACTED]。",
        "Ａ２０００００００３ | [REDACTED]",
        "id: A200000003. | id: [REDACTED].",
        "\"A200000003\" | \"[REDACTED]\"",
        // A resident since 2021: 8 times 8 is 64; 5 makes 70.
        "居留證 A800000005 | 居留證 [REDACTED]",
        // A resident before: B is 11, its last digit counts 8 times.
        "居留證 AB00000001 | 居留證 [REDACTED]",
        "統編12345675 | 統編[REDACTED]",
        "統一編號 10000004 登記 | 統一編號 [REDACTED] 登記",
        "公司（10000004）在此 | 公司（[REDACTED]）在此",
        "The tax id is 12345675. | The tax id is [REDACTED].",
        "VAT:12345675 | VAT:[REDACTED]",
        "{\"統一編號\":\"12345675\"} | {\"統一編號\":\"[REDACTED]\"}",
        "1,A200000003,2 | 1,[REDACTED],2",
        "手機 0912345678 | 手機 [REDACTED]",
        "0912-345-678 | [REDACTED]",
        "+886-912-345-678 為 | [REDACTED] 為",
        "+886912345678 | [REDACTED]",
        "+8860912345678 | [REDACTED]",
        "電話 02-23456789 或 037-456789 | 電話 [REDACTED] 或 [REDACTED]",
        "(02)23456789 | [REDACTED]",
        "(04) 2345678, 0826-12345 | [REDACTED], [REDACTED]",
        "電話 0912345678 order_id=12345675 | 電話 [REDACTED] order_id=12345675",
      })
  void replacesIdentifiers(String text, String expected) {
    assertThat(redacted(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A200000008",
        "A300000002",
        "a200000003",
        "A2000000033",
        "XA200000003",
        "A200000003.5",
        "3,12345675 與 12345675,5 與 3.0912345678",
        "AB00000005",
        "AE00000001",
        "訂單 1000000945 與版本 3.10000009 及提交 10000009abcdef",
        "統編12345677",
        "/var/log/20260801/trace ORDER_ID=12345675 ?id=12345675&page=2",
        "order_id: 12345675",
        "日期：20260801 值＝12345675 ３．12345675",
        "build 12345675 passed",
        "private 12345675",
        "01-23456789 02-2345678 0223456789 091234567 09123456789",
        "2026-11-30 12:00:00",
      })
  void passesWhatIsNoIdentifier(String text) {
    assertThat(redacted(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "統一編號, true",
    "taxId, true",
    "tax_id, true",
    "vat-number, true",
    "order_id, false",
    "'', false",
    "private, false",
  })
  void takesTheNameOfAMemberForALabel(String name, boolean found) {
    assertThat(LocalePack.ZH_TW.scan("12345675", name)).hasSize(found ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({"zh-TW, true", "ZH-tw, true", "zh, false", "'zh-TW ', false", "ja-JP, false"})
  void knowsItsTagInAnyLetterCase(String tag, boolean known) {
    assertThat(LocalePack.of(tag) != null).isEqualTo(known);
  }

  /** The rules of the documents, written out digit by digit. */
  @Test
  void agreesWithTheChecksumsOfTheDocuments() {
    Random random = new Random(5);
    for (int round = 0; round < 20_000; round++) {
      String number = "%08d".formatted(random.nextInt(100_000_000));
      assertThat(LocalePack.ZH_TW.scan("統編" + number, null)).hasSize(isBusiness(number) ? 1 : 0);
      String digits = "%09d".formatted(random.nextInt(1_000_000_000));
      char letter = (char) ('A' + random.nextInt(26));
      boolean issued = "1289".indexOf(digits.charAt(0)) >= 0;
      assertThat(LocalePack.ZH_TW.scan(letter + digits, null))
          .hasSize(issued && isPerson(letter, digits) ? 1 : 0);
    }
  }

  private static boolean isBusiness(String number) {
    String weights = "12121241";
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      String product = "" + (number.charAt(i) - '0') * (weights.charAt(i) - '0');
      sum += product.chars().map(c -> c - '0').sum();
    }
    return sum % 5 == 0 || (number.charAt(6) == '7' && sum % 5 == 4);
  }

  private static boolean isPerson(char letter, String digits) {
    int[] codes = {
      10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32,
      30, 31, 33
    };
    int code = codes[letter - 'A'];
    int[] weights = {8, 7, 6, 5, 4, 3, 2, 1, 1};
    int sum = code / 10 + code % 10 * 9;
    for (int i = 0; i < 9; i++) {
      sum += (digits.charAt(i) - '0') * weights[i];
    }
    return sum % 10 == 0;
  }
}
