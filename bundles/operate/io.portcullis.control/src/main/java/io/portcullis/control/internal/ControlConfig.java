// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the shell. */
@ObjectClassDefinition(
    id = ControlConfig.PID,
    name = "Portcullis shell",
    description = "The control socket over which its owner runs commands")
public @interface ControlConfig {
  /** Under which it is configured. */
  String PID = "io.portcullis.control";

  /** Where the socket is. */
  @AttributeDefinition(
      name = "Control socket",
      required = false,
      description =
          "Path of the Unix socket, in a directory that only its owner may enter (mode 0700; it is"
              + " made if it is missing). Empty: no socket. The framework property"
              + " portcullis.control.socket comes before it.")
  String controlSocket() default "";
}
