-- A project that a company asks for, waiting for both offices; with the firms that it names.
insert into app.company (uscc, name, short_name, legal_representative, region, address, phone, initials, certified_at)
select v.uscc, v.name, v.short_name, v.person, '653101', v.address, v.phone, sec.initials(v.name, false), v.certified_at
  from (values ('91653100MA0003YB1C', '样本置业有限公司', '样本置业', '样本四', '样本路4号', '19900000400', now()),
               ('91653100MA0004YB4W', '样本建筑设计院有限公司', '样本设计院', '样本五', '样本路5号', '19900000500', now()),
               ('91653100MA0005YB7D', '样本工程监理有限公司', '样本监理', '样本六', '样本路6号', '19900000600', now()),
               ('91653100MA0006YBXQ', '样本岩土勘察有限公司', '样本勘察', '样本七', '样本路7号', '19900000700', null))
       as v(uscc, name, short_name, person, address, phone, certified_at);
insert into app.company_initial (initial, company_id)
select u, c.company_id from app.company c, unnest(c.initials) as u where c.region = '653101'
on conflict do nothing;

do $$
declare
    v_project int;
    v_maker bigint := (select a.account_id from app.account a where a.phone = '19900000002');
    v_contact bigint := (select a.account_id from app.account a where a.phone = '19900000001');
    v_company int := (select c.company_id from app.company c where c.short_name = '样本建工');
    v_scan bytea := decode('89504e470d0a1a0a0000000d4948445200000008000000080100000000ec7483260000000c49444154789c63f8cf8002013fd007f959d09a0d0000000049454e44ae426082', 'hex');
    v_file bigint;
begin
    insert into app.project (name, region, industry, approval, state, initials, project_type, project_class, nature, ownership,
        investment_fen, floor_area_m2, hr_office_id, industry_office_id, contact_name, contact_position, contact_email,
        contact_phone, planned_start_on, planned_end_on, address, longitude, latitude, contract_number, contract_price_fen,
        contract_signed_on, transfer_cycle_days, permit, guarantee, in_assessment_scope)
    values ('样本安居小区三标段', '653101', 'housing', 'pending', 'preparing', sec.initials('样本安居小区三标段', false), '100', '01',
        'government', 'state_owned', 8600000000, 42300.5,
        (select o.office_id from app.regulator_office o where o.bureau = 'hr'),
        (select o.office_id from app.regulator_office o where o.bureau = 'industry'),
        '样本乙', '技术负责人', 'sample@example.com', '19900000001', current_date + 20, current_date + 560, '样本大道18号',
        75.989300, 39.467700, '样本合同-001', 7200000000, current_date - 12, 30, false, false, true)
    returning project_id into v_project;
    insert into app.application (project_id, company_id, made_by, administrator_id, contact_id, confirmed_phone, round,
                                 submitted_at, submitted_by)
    values (v_project, v_company, v_maker, v_maker, v_contact, '19900000001', 1, now() - interval '2 days', v_maker);
    insert into app.application_page (project_id, page, changed_at, changed_by)
    select v_project, n, now() - interval '2 days', v_maker from generate_series(1, 4) as n;
    insert into app.application_unit (project_id, part, company_id, company_name)
    select v_project, v.part, c.company_id, c.name
      from (values ('general_contractor', '样本建工'), ('client', '样本置业'), ('designer', '样本设计院'),
                   ('supervision_firm', '样本监理'), ('surveyor', '样本勘察')) as v(part, short_name)
      join app.company c on c.short_name = v.short_name;
    insert into app.attachment (project_id, kind, file_name, format, size_bytes, sha256, state, made_by)
    values (v_project, 'application_form', 'form.png', 'png', octet_length(v_scan), sha256(v_scan), 'whole', v_maker)
    returning attachment_id into v_file;
    insert into app.attachment_chunk (project_id, attachment_id, n, data) values (v_project, v_file, 0, v_scan);
end
$$;
