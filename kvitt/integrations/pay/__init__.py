"""Payment services that debtors are led to: Swish in Sweden, Vipps in Norway, behind one port."""
