// SPDX-License-Identifier: Apache-2.0
/** The operator's switch. */
@NullMarked
package io.portcullis.opcontrol.internal;

import org.jspecify.annotations.NullMarked;
