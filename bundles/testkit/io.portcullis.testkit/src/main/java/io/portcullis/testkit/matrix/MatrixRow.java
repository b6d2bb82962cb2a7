// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says for which adapter a {@link FailOpenMatrix} is; an adapter without one fails the build. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MatrixRow {
  /**
   * Names the adapter.
   *
   * @return the symbolic name of its bundle
   */
  String value();
}
