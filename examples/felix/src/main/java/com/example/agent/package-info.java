// SPDX-License-Identifier: Apache-2.0
/** The application's bundle: an agent whose tools run behind the gate. */
package com.example.agent;
