// SPDX-License-Identifier: Apache-2.0

/** Translates messages to and from protobuf payloads after checking them against the limits. */
@NullMarked
package io.portcullis.assembly.wire.internal.payload;

import org.jspecify.annotations.NullMarked;
