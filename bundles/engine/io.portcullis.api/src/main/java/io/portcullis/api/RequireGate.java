// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Requirement;

/** Marks an adapter, which does not resolve without a bundle that provides the {@link ToolGate}. */
@Requirement(namespace = RequireGate.NAMESPACE, filter = "(&(version>=1.0)(!(version>=2.0)))")
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.PACKAGE})
public @interface RequireGate {
  /** The capability namespace of the gate. */
  String NAMESPACE = "io.portcullis.gate";
}
