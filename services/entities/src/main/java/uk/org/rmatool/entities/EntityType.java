package uk.org.rmatool.entities;

/** What an entity is; the first three are named as MUC and most taggers name them. */
public enum EntityType {
  PERSON,
  ORGANIZATION,
  LOCATION,
  DATE,
  MONEY,
  POSTCODE,
  NI_NUMBER,
  SORT_CODE,
  ACCOUNT_NUMBER
}
