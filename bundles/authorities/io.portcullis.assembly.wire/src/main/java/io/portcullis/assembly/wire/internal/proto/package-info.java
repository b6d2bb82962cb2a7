// SPDX-License-Identifier: Apache-2.0
/** Contains the classes that protoc generates; they are private to this bundle. */
@NullMarked
package io.portcullis.assembly.wire.internal.proto;

import org.jspecify.annotations.NullMarked;
