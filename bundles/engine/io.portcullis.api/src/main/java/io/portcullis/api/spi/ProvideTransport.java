// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

/** Marks a bundle that provides a {@link RuntimeTransport}, so that a feature can require it. */
@Capability(namespace = ProvideTransport.NAMESPACE, version = "1.0")
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.PACKAGE})
public @interface ProvideTransport {
  /** The capability namespace of transports. */
  String NAMESPACE = "io.portcullis.transport";

  /**
   * The transport's name, as in {@link TransportName}.
   *
   * @return the name
   */
  @Attribute("name")
  String value();
}
