// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Component property type for the service property {@value RuntimeTransport#NAME}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface TransportName {
  /**
   * The name by which configuration selects this transport.
   *
   * @return the name
   */
  String value();
}
