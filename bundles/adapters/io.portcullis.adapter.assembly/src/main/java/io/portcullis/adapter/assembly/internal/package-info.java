// SPDX-License-Identifier: Apache-2.0
/** The socket that SDKs find, their sessions, and the component that keeps it. */
@NullMarked
package io.portcullis.adapter.assembly.internal;

import org.jspecify.annotations.NullMarked;
