// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the adapter of a {@link FailOpenMatrix}; an adapter without a matrix fails the build. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MatrixRow {
  /**
   * Returns the adapter.
   *
   * @return the symbolic name of its bundle
   */
  String value();
}
