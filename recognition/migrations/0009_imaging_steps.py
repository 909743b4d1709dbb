import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recognition', '0008_learning'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='step_settings',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name='StepPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=32)),
                ('before', models.FileField(upload_to='steps/%Y/%m/')),
                ('after', models.FileField(upload_to='steps/%Y/%m/')),
                ('settings', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='step_pictures', to='recognition.page')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('page', 'step'), name='one_picture_a_step')],
            },
        ),
        migrations.AlterField(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('unpack source', 'Unpack Source'), ('read page', 'Read Page'), ('read lines', 'Read Lines'), ('lay fields', 'Lay Fields'), ('show steps', 'Show Steps'), ('fine-tune', 'Fine Tune')], max_length=32),
        ),
    ]
