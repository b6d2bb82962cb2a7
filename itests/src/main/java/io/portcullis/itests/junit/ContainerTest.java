// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs every test method of the class, nested classes included, inside a container of its own.
 * Constructors run on both sides, life-cycle methods inside only and there once for each test;
 * parameters of type {@link org.osgi.framework.BundleContext} are that of the probe, and null
 * outside. Dynamic tests are refused.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(ContainerExtension.class)
public @interface ContainerTest {

  /**
   * Which of the shipped features the container gets.
   *
   * @return file names without {@code .json}
   */
  String[] features();

  /**
   * Framework properties beside those that the extension sets.
   *
   * @return texts of the form {@code key=value}; <code>{temp}</code> in a value is replaced by an
   *     empty folder of this container
   */
  String[] properties() default {};
}
