// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mode, through every form of the gate. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0} {1}")
@MethodSource("io.portcullis.gate.internal.evaluation.EachModeAndForm$Cases#all")
public @interface EachModeAndForm {
  /** Where the cases come from. */
  final class Cases {
    private Cases() {}

    static Stream<Arguments> all() {
      return Stream.of(Mode.values())
          .flatMap(mode -> Stream.of(Form.values()).map(form -> Arguments.of(mode, form)));
    }
  }
}
