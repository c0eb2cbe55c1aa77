-- A newer invoice's address and contact replace older ones; what it does not say stays.
update party set
  name = %(name)s,
  address_lines = case when %(address_lines)s::text[] <> '{}' then %(address_lines)s
    else address_lines end,
  postcode = coalesce(%(postcode)s, postcode), city = coalesce(%(city)s, city),
  identity_noted = identity_noted or (identity_number is null and %(identity_number)s is not null),
  identity_number = coalesce(identity_number, %(identity_number)s),
  email = coalesce(%(email)s, email), phone = coalesce(%(phone)s, phone)
where tenant_id = (select %(tenant)s::integer) and id = %(id)s
  and (name, address_lines, postcode, city, email, phone, identity_number) is distinct from
      (%(name)s, %(address_lines)s::text[], %(postcode)s, %(city)s, %(email)s, %(phone)s,
       coalesce(identity_number, %(identity_number)s))
