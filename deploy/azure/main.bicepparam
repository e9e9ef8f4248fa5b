using 'main.bicep'

param name = 'mobile'
// Empty for the first deployment; then what was pushed to the registry.
param image = readEnvironmentVariable('MOBILE_IMAGE', '')
param authority = 'https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0'
param audience = '00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002'
param clientId = '00000000-0000-0000-0000-000000000003'
param hasClientSecret = false
param databaseAdministrators = {
  name: 'Mobile database administrators'
  objectId: '00000000-0000-0000-0000-000000000004'
}
param publisherEmail = 'mobile@example.com'
