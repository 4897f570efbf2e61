#pragma once
void dk_relax(void);
