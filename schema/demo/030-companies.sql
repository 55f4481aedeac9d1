-- What companies look like before and between: one that nobody has certified, whose legal representative's card is T1 of the sample
-- cards; a person of no company; people who have applied, one of them refused.
insert into app.company (uscc, name, short_name, legal_representative, region, address, phone, source) values
    ('91650100MA0004YB4P', '样本新建工程有限公司', '样本新建', '李样本', '650106', '样本路5号', '19900000500', 'registry');

select adm.account_make('19900000016', '样本午');

insert into app.company_application (company_id, account_id, message)
select c.company_id, a.account_id, '木工,工友介绍来的'
  from app.company c, app.account a where c.short_name = '样本建工' and a.phone = '19900000010';
insert into app.company_application (company_id, account_id, message, state, reason, decided_by, decided_at)
select c.company_id, a.account_id, '想加入贵公司', 'refused', '请先到公司办理入职', b.account_id, now()
  from app.company c, app.account a, app.account b
 where c.short_name = '样本劳务' and a.phone = '19900000016' and b.phone = '19900000008';
