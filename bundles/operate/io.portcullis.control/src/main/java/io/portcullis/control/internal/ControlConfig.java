// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the control socket. */
@ObjectClassDefinition(
    id = ControlConfig.PID,
    name = "Portcullis shell",
    description = "The control socket over which its owner runs commands")
public @interface ControlConfig {
  /** The PID of the configuration. */
  String PID = "io.portcullis.control";

  /** The path of the socket. */
  @AttributeDefinition(
      name = "Control socket",
      required = false,
      description =
          "Path of the Unix socket, in a directory that only its owner may enter (mode 0700; it is"
              + " created if it is missing). Empty: no socket. The framework property"
              + " portcullis.control.socket overrides it.")
  String controlSocket() default "";
}
