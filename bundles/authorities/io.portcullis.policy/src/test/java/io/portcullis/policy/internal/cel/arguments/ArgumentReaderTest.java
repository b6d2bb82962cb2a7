// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.MemberSelection;
import io.portcullis.policy.internal.cel.value.ObjectMembers;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentReaderTest {

  private static final MemberSelection X = MemberSelection.path(List.of("x"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"x\":1",
        "{\"x\":1}}",
        "{\"x\":1} {\"x\":2}",
        "{\"x\":1} junk",
        "{\"x\":1,\"x\":2}",
        "{\"x\":1,\"\\u0078\":2}",
        "{\"y\":1,\"y\":2}",
        "{\"y\":{\"z\":1,\"z\":2}}",
        "{\"y\":[{\"z\":1,\"z\":2}]}",
        "{\"x\":1e400}",
        "{\"x\":-1e400}",
        "{\"y\":1e400}",
        "{\"y\":[1e400]}",
        "{\"x\":\"\\ud800\"}",
        "{\"y\":\"\\ud800\"}",
        "{\"y\":[\"\\udc00\\ud800\"]}",
        "{\"\\ud800\":1}",
        "{\"y\":{\"\\ud800\":1}}",
        "{\"y\":\"\ud800\"}",
        "{\"x\":NaN}",
        "{\"x\":01}",
        "{\"x\":+1}",
        "{\"x\":.5}",
        "{x:1}",
        "{'x':1}",
        "{\"x\":1,}",
        "{\"x\":/**/1}",
        "{\"x\":\"\u0001\"}",
        "\ufeff{\"x\":1}",
      })
  void refusesWhatReadersReadDifferently(String text) {
    for (MemberSelection selection : List.of(X, MemberSelection.ALL, MemberSelection.NOTHING)) {
      assertThatThrownBy(() -> new ArgumentReader(text, selection).read())
          .isInstanceOfSatisfying(
              ExpressionFault.class,
              fault -> assertThat(fault.code()).isEqualTo(FaultCode.INVALID_JSON));
    }
  }

  @Test
  void refusesDepthAndLengthBeyondTheBounds() {
    String deep = "{\"y\":" + "[".repeat(100) + "]".repeat(100) + "}";
    String wide = "{\"y\":\"" + "a".repeat(ArgumentReader.MAX_LENGTH) + "\"}";
    String digits = "{\"y\":" + "1".repeat(2_000) + "}";
    for (String text : List.of(deep, wide, digits)) {
      assertThatThrownBy(() -> new ArgumentReader(text, X).read())
          .isInstanceOf(ExpressionFault.class);
    }
  }

  @Test
  void faultsNeverQuoteTheArguments() {
    assertThatThrownBy(() -> new ArgumentReader("{\"x\":SECRET}", X).read())
        .isInstanceOf(ExpressionFault.class)
        .hasMessageNotContaining("SECRET")
        .hasMessageContaining("line 1");
  }

  @Test
  void readsTheSelectedMembersOnly() throws ExpressionFault {
    MemberSelection selection =
        X.union(MemberSelection.path(List.of("o", "k"))).union(MemberSelection.path(List.of("l")));
    Object value =
        new ArgumentReader(
                "{\"a\":[1,{\"b\":2}],\"x\":1,\"o\":{\"j\":{\"k\":3},\"k\":2.5},\"l\":[1,null,\"a\"]}",
                selection)
            .read();
    assertThat(value).asString().isEqualTo("{x=1, o={k=2.5}, l=[1, NULL, a]}");
  }

  @Test
  void keepsTheTypeOfAMemberThatIsNoObject() throws ExpressionFault {
    MemberSelection selection = MemberSelection.path(List.of("o", "k"));
    assertThat(new ArgumentReader("{\"o\":\"text\"}", selection).read())
        .isEqualTo(Map.of("o", "text"));
    assertThat(new ArgumentReader("{\"o\":[1,2]}", selection).read())
        .isEqualTo(Map.of("o", List.of()));
    assertThat(new ArgumentReader("[1,2]", selection).read()).isEqualTo(List.of());
  }

  @Test
  void readsNumbersExactly() throws ExpressionFault {
    Object value =
        new ArgumentReader(
                "[9223372036854775807,9223372036854775808,-0,0.1,1e2,1.0]", MemberSelection.ALL)
            .read();
    assertThat(value)
        .isEqualTo(
            List.of(Long.MAX_VALUE, new BigDecimal("9223372036854775808"), 0L, 0.1, 100.0, 1.0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X", " x", "x\u200b", "\uff58", "\\u0058"})
  void marksNamesThatALenientReaderTakesForASelectedOne(String other) throws ExpressionFault {
    ObjectMembers members =
        (ObjectMembers) new ArgumentReader("{\"" + other + "\":1,\"x\":2}", X).read();
    assertThat(members.isAmbiguous("x")).isTrue();
    ObjectMembers all =
        (ObjectMembers)
            new ArgumentReader("{\"" + other + "\":1}", X.union(MemberSelection.ALL)).read();
    assertThat(all.isAmbiguous("x")).isTrue();
  }

  @Test
  void acceptsPairsAndOtherNames() throws ExpressionFault {
    ObjectMembers members =
        (ObjectMembers)
            new ArgumentReader("{\"xx\":1,\"x\":\"\\ud83d\\ude00\",\"y\":\"\ud83d\ude00\"}", X)
                .read();
    assertThat(members).isEqualTo(Map.of("x", "\ud83d\ude00"));
    assertThat(members.isAmbiguous("x")).isFalse();
  }
}
