// SPDX-License-Identifier: Apache-2.0

/** Holds the values in messages: agents, actions, decisions and event details. */
@Export
@Version("1.0.0")
@NullMarked
package io.portcullis.assembly.wire.values;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
