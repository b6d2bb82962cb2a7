// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Capability;

/** Marks the bundle that provides the {@link ToolGate}, for {@link RequireGate}. */
@Capability(namespace = RequireGate.NAMESPACE, version = "1.0")
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.PACKAGE})
public @interface ProvideGate {}
