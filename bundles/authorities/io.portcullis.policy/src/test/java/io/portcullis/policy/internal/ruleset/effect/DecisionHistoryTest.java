// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.model.CallEffects;
import org.junit.jupiter.api.Test;

class DecisionHistoryTest {

  @Test
  void sharedHistoryTakesNothing() {
    assertThatThrownBy(() -> DecisionHistory.NONE.adds(CallEffects.NONE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(DecisionHistory.NONE::suspend).isInstanceOf(IllegalStateException.class);
    assertThat(DecisionHistory.NONE.effects()).isEqualTo(CallEffects.NONE);
    assertThat(DecisionHistory.NONE.suspends()).isFalse();
  }

  @Test
  void sharedHistoryKnowsNothing() {
    assertThatThrownBy(() -> DecisionHistory.NONE.count("calls"))
        .isInstanceOf(ExpressionFault.class);
    assertThatThrownBy(() -> DecisionHistory.NONE.sum("spent")).isInstanceOf(ExpressionFault.class);
    assertThatThrownBy(DecisionHistory.NONE::labels).isInstanceOf(ExpressionFault.class);
  }
}
